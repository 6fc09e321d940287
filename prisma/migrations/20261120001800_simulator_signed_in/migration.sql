-- A simulated account that was disconnected stays signed in, as a real one does: coming back needs no QR.
ALTER TABLE simulated_accounts DROP CONSTRAINT simulated_accounts_state_check,
  ADD CONSTRAINT simulated_accounts_state_check CHECK (state IN ('desconectada', 'fora', 'qr', 'conectada', 'banida'));

-- "Clientes novos" of the dashboard opens the list of those whose first order lies in the period.
CREATE INDEX "customers_empresa_id_first_order_at_idx" ON "customers"("empresa_id", "first_order_at");

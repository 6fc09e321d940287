-- CreateIndex
CREATE INDEX "carts_empresa_id_total_centavos_id_idx" ON "carts"("empresa_id", "total_centavos" DESC, "id" DESC);

-- Recurrence is read from this index alone.
DROP INDEX customers_empresa_id_orders_count_id_idx;
CREATE INDEX customers_empresa_id_orders_count_id_idx ON customers (empresa_id, orders_count DESC, id DESC)
  INCLUDE (first_order_at, last_order_at);

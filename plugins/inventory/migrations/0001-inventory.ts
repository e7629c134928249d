import type { Migration } from '#core/database/migrations'

/** Everything inventory keeps. The first location is as old as the tables. */
export const inventoryTables: Migration = {
  id: '0001-inventory',
  sql: `
create table stock_variants (variant_id text primary key, sku text not null, is_tracked integer not null);
create index stock_variants_sku on stock_variants (sku);
create table locations (
  id text primary key, name text not null, priority integer not null, is_enabled integer not null,
  version integer not null, created_at text not null, updated_at text not null);
insert into locations (id, name, priority, is_enabled, version, created_at, updated_at)
  values ('loc_default', 'Main warehouse', 0, 1, 1, '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z');
create table stock_levels (
  variant_id text not null, location_id text not null references locations (id),
  on_hand bigint not null, allocated bigint not null check (allocated >= 0),
  reserved bigint not null check (reserved >= 0), incoming bigint not null check (incoming >= 0),
  safety_stock bigint not null, updated_at text not null,
  primary key (variant_id, location_id));
create index stock_levels_location on stock_levels (location_id, variant_id);
create table stock_movements (
  id text primary key, at text not null, kind text not null, variant_id text not null, location_id text not null,
  quantity bigint not null, on_hand bigint not null, allocated bigint not null, reserved bigint not null,
  incoming bigint not null, reason text, ref_type text, ref_id text, source_id text, actor text not null);
create index stock_movements_variant on stock_movements (variant_id, id);
create index stock_movements_location on stock_movements (location_id, id);
create unique index stock_movements_source on stock_movements (source_id) where source_id is not null;
create table stock_allocations (
  order_line_id text not null, location_id text not null, variant_id text not null, order_id text not null,
  is_tracked integer not null, allocated bigint not null check (allocated >= 0),
  fulfilled bigint not null check (fulfilled >= 0), updated_at text not null,
  primary key (order_line_id, variant_id, location_id));
create index stock_allocations_held on stock_allocations (variant_id, location_id) where allocated > 0;
create table reservations (
  id text primary key, state text not null, owner text not null, expires_at text not null, order_id text,
  version integer not null, created_at text not null, updated_at text not null);
create index reservations_due on reservations (expires_at) where state = 'held';
create table reservation_parts (
  reservation_id text not null, line integer not null, variant_id text not null, location_id text not null,
  quantity bigint not null, is_tracked integer not null, primary key (reservation_id, line, location_id));
create index reservation_parts_variant on reservation_parts (variant_id);
create table transfers (
  id text primary key, state text not null, from_location_id text not null, to_location_id text not null,
  note text, version integer not null, created_at text not null, received_at text);
create table transfer_lines (
  transfer_id text not null, variant_id text not null, shipped bigint not null,
  received bigint not null check (received >= 0), lost bigint not null check (lost >= 0),
  primary key (transfer_id, variant_id));
create table stock_counts (
  id text primary key, location_id text not null, state text not null, note text, requested_by text not null,
  decided_by text, version integer not null, created_at text not null, decided_at text);
create table stock_count_lines (
  count_id text not null, variant_id text not null, expected bigint, counted bigint, counted_by text,
  counted_at text, primary key (count_id, variant_id));
create table stock_policies (
  variant_id text not null, location_id text not null, min_units bigint, max_units bigint,
  multiple_units bigint not null, lead_time_days integer not null, lead_time_sd_days integer not null,
  review_days integer not null, service_z_e4 integer not null, margin_units bigint not null,
  cover_min_days integer, slow_after_days integer, slow_cover_days integer, computed_min_units bigint,
  computed_max_units bigint, version integer not null, created_at text not null, updated_at text not null,
  primary key (variant_id, location_id));
create table stock_alerts (
  kind text not null, variant_id text not null, location_id text not null, raised_at text not null,
  primary key (variant_id, location_id, kind));
create table stock_demand (
  variant_id text not null, location_id text not null, day_on text not null, quantity bigint not null,
  primary key (variant_id, location_id, day_on));
`
}

import type { Migration } from '#core/database/migrations'

/**
 * Search keeps one folded text a product. SQLite indexes it with FTS5 trigrams, kept by triggers;
 * Postgres with pg_trgm where the server offers it. Without either index the same LIKE gives the
 * same answer, only slower.
 */
export const catalogTables: Migration = {
  id: '0001-catalog',
  sql: `
create table categories (
  id text primary key, parent_id text references categories (id), name text not null, slug text not null,
  path text not null unique, position integer not null, version integer not null,
  created_at text not null, updated_at text not null);
create index categories_parent on categories (parent_id);
create table products (
  id text primary key, handle text not null unique, title text not null, description text not null,
  category_id text references categories (id), tax_class text, attributes text not null, options text not null,
  lifecycle text not null, score integer not null, missing text not null, version integer not null,
  created_at text not null, updated_at text not null);
create index products_lifecycle on products (lifecycle, id);
create index products_category on products (category_id, id);
create index products_updated on products (updated_at, id);
create index products_title on products (title, id);
create table variants (
  id text primary key, product_id text not null references products (id) deferrable initially deferred,
  sku text not null unique, gtin text, title text, is_tracked integer not null,
  cost_minor bigint, cost_currency text, weight_grams integer, length_mm integer, width_mm integer,
  height_mm integer, tax_class text, attributes text not null, option_values text not null,
  position integer not null, version integer not null, created_at text not null, updated_at text not null);
create index variants_product on variants (product_id, position, id);
create index variants_gtin on variants (gtin);
create table prices (
  variant_id text not null references variants (id) deferrable initially deferred,
  currency text not null, amount_minor bigint not null, updated_at text not null,
  primary key (variant_id, currency));
create table product_media (
  id text primary key, product_id text not null references products (id), role text not null,
  position integer not null, url text not null, alt text not null, width integer, height integer,
  bytes bigint, created_at text not null);
create index product_media_product on product_media (product_id, role, position, id);
`,
  sqlite: `
create table product_texts (id integer primary key, product_id text not null unique, content text not null);
create virtual table product_search using fts5 (
  content, content='product_texts', content_rowid='id', tokenize='trigram');
create trigger product_texts_added after insert on product_texts begin
  insert into product_search (rowid, content) values (new.id, new.content);
end;
create trigger product_texts_changed after update on product_texts begin
  insert into product_search (product_search, rowid, content) values ('delete', old.id, old.content);
  insert into product_search (rowid, content) values (new.id, new.content);
end;
create trigger product_texts_removed after delete on product_texts begin
  insert into product_search (product_search, rowid, content) values ('delete', old.id, old.content);
end;
`,
  postgres: `
create table product_texts (product_id text primary key, content text not null);
do $$
begin
  create extension if not exists pg_trgm with schema public;
exception when others then
  raise notice 'pg_trgm is not available (%): search works without an index', sqlerrm;
end
$$;
do $$
declare
  home text;
begin
  select n.nspname into home
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
  if home is not null then
    execute format(
      'create index product_texts_trigrams on product_texts using gin (content %I.gin_trgm_ops)', home);
  end if;
end
$$;
`
}

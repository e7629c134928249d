/** How pages look, on a screen and on A4. One sheet inside of the page: it asks nobody for anything. */
export const pageStyle = `
:root { --ink:#111827; --text:#374151; --muted:#6b7280; --line:#e5e7eb; --soft:#f8fafc; --main:#2563eb;
  --good:#15803d; --good-soft:#f0fdf4; --bad:#c2410c; --bad-soft:#fff7ed; }
* { box-sizing:border-box; }
html { -webkit-print-color-adjust:exact; print-color-adjust:exact; }
body { margin:0; background:#eef2f7; color:var(--text); font:14px/1.5 -apple-system,"Segoe UI","Helvetica Neue",
  "PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",Arial,sans-serif; font-variant-numeric:tabular-nums; }
main { max-width:1040px; margin:24px auto; padding:32px 36px; background:#fff; border-radius:12px;
  box-shadow:0 1px 3px rgb(15 23 42 / .12); }
header { display:flex; justify-content:space-between; align-items:flex-end; gap:24px; }
h1 { margin:0; font-size:26px; line-height:1.25; color:var(--ink); letter-spacing:-.01em; }
.meta { text-align:right; color:var(--muted); font-size:13px; }
.meta strong { color:var(--ink); font-size:15px; }
.headline { margin:18px 0 0; padding:14px 18px; border-left:4px solid var(--main); border-radius:0 8px 8px 0;
  background:#eff6ff; color:var(--ink); font-size:17px; font-weight:600; }
.headline.good { border-color:var(--good); background:var(--good-soft); }
.headline.bad { border-color:var(--bad); background:var(--bad-soft); }
h2 { display:flex; align-items:center; gap:10px; margin:30px 0 12px; font-size:18px; color:var(--ink); }
h2::after { content:""; flex:1; height:1px; background:var(--line); }
h3 { margin:0 0 8px; font-size:14px; color:var(--ink); }
.part { display:grid; grid-template-columns:repeat(2,minmax(0,1fr)); gap:16px; }
section { grid-column:1/-1; min-width:0; padding:16px 18px; border:1px solid var(--line); border-radius:10px; break-inside:avoid; }
section.half { grid-column:auto; }
section.bare { padding:0; border:0; }
.cards { display:grid; grid-template-columns:repeat(4,minmax(0,1fr)); gap:12px; }
.card { padding:13px 15px; border:1px solid var(--line); border-radius:10px; background:var(--soft); break-inside:avoid; }
.card .name { color:var(--muted); font-size:13px; }
.card .value { margin:1px 0 5px; font-size:23px; font-weight:700; line-height:1.25; color:var(--ink); overflow-wrap:anywhere; }
.card .compared { display:flex; justify-content:space-between; gap:8px; font-size:12px; color:var(--muted); }
.change { font-weight:600; white-space:nowrap; color:var(--text); }
.change.good { color:var(--good); }
.change.bad { color:var(--bad); }
.target { margin-top:7px; font-size:12px; color:var(--muted); }
.target svg { display:block; width:100%; height:6px; margin-top:3px; }
figure { margin:0; }
figure svg { display:block; width:100%; height:auto; font-family:inherit; }
figure .axis-name { font-size:12px; fill:#374151; }
table { width:100%; border-collapse:collapse; font-size:13px; }
th { padding:6px 8px; border-bottom:2px solid var(--line); text-align:left; vertical-align:bottom; color:var(--muted); font-weight:600; font-size:12px; }
td { padding:6px 8px; border-bottom:1px solid var(--line); color:var(--ink); overflow-wrap:anywhere; }
tr { break-inside:avoid; }
tbody tr:last-child td { border-bottom:0; }
tfoot td { border-top:2px solid var(--line); font-weight:700; }
.number { text-align:right; white-space:nowrap; overflow-wrap:normal; }
th.number { white-space:normal; }
.note { margin:8px 0 0; color:var(--muted); font-size:12px; }
ul.advice { margin:0; padding:0; list-style:none; }
ul.advice li { padding:9px 0 9px 26px; position:relative; border-bottom:1px solid var(--line); }
ul.advice li:last-child { border-bottom:0; }
ul.advice li::before { content:"●"; position:absolute; left:4px; top:8px; color:var(--main); }
ul.advice li.good::before { content:"✔"; color:var(--good); }
ul.advice li.bad::before { content:"▲"; color:var(--bad); }
.advice strong { display:block; color:var(--ink); }
.advice span { color:var(--muted); font-size:13px; }
footer { margin-top:24px; padding-top:12px; border-top:1px solid var(--line); color:var(--muted); font-size:12px; }
@media (max-width:720px) {
  main { margin:0; padding:18px 14px; border-radius:0; }
  header { flex-direction:column; align-items:flex-start; } .meta { text-align:left; }
  .part { grid-template-columns:minmax(0,1fr); } .cards { grid-template-columns:repeat(2,minmax(0,1fr)); }
  section { overflow-x:auto; }
}
@page { size:A4; margin:11mm 10mm; }
@media print {
  body { background:#fff; font-size:11px; }
  main { max-width:none; margin:0; padding:0; box-shadow:none; border-radius:0; }
  h1 { font-size:20px; } h2 { margin:16px 0 8px; font-size:14px; break-after:avoid; } h3 { font-size:12px; }
  .headline { margin-top:10px; padding:8px 12px; font-size:13px; }
  .meta, .note, footer { font-size:10px; } .meta strong { font-size:12px; }
  .part { gap:9px; } section { padding:9px 11px; } .cards { gap:8px; }
  .card { padding:8px 10px; } .card .value { font-size:17px; margin-bottom:2px; }
  .card .name, .card .compared, .target, .advice span { font-size:10px; }
  table { font-size:10.5px; } th { font-size:10px; } th, td { padding:3.5px 6px; }
  ul.advice li { padding-top:5px; padding-bottom:5px; } ul.advice li::before { top:4px; }
}
`

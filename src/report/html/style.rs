//! The style of a page: light, dark, more contrast, and print on A4.

/// Colors have a contrast of 4.5 to 1 for text and 3 to 1 for lines and areas against their ground.
pub(super) const STYLE: &str = "
:root { color-scheme: light dark;
  --ground: #ffffff; --text: #1c2430; --quiet: #556072; --rule: #d5dae2; --area: #eef1f5;
  --a: #1f5fb0; --b: #b0451f; --c: #2d7a46; --d: #7a4bb0; --good: #1e6b3a; --bad: #a8281d; --open: #7a5a00;
  --h0: #7d2019; --h1: #c0603f; --h2: #dcae72; --h3: #9cc3a8; --h4: #d9ece0; --on-dark: #ffffff; --on-light: #1c2430; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #12161c; --text: #e8ecf2; --quiet: #a3adbb; --rule: #333c48; --area: #1d242d;
  --a: #7fb2f0; --b: #f0a07f; --c: #86d3a0; --d: #c3a5ee; --good: #86d3a0; --bad: #ff9b8f; --open: #e6c566;
  --h0: #d97b6c; --h1: #b0654d; --h2: #7a6238; --h3: #355d45; --h4: #22382b; --on-dark: #12161c; --on-light: #e8ecf2; } }
@media (prefers-contrast: more) { :root { --quiet: var(--text); --rule: var(--text); } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif; }
main, header, footer { max-width: 62rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin: 1.5rem 0 0; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .4rem; }
header p { color: var(--quiet); margin: .2rem 0; } header p.answer { color: var(--text); font-size: 1.15rem; margin: .8rem 0; }
h1, h2, p, li, figcaption, dd { overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
th[scope=row], th:first-child, th.words, td.words { text-align: left; white-space: normal; } th[scope=row] { min-width: 8rem; overflow-wrap: break-word; } td.found { min-width: 16rem; } td .met, td .missed, td .open { white-space: nowrap; } th { font-weight: 600; }
.scroll { overflow-x: auto; } figure { margin: 1.2rem 0; } figcaption { margin-bottom: .4rem; }
svg { width: 100%; height: auto; display: block; } details { margin-top: .3rem; } summary { color: var(--quiet); cursor: pointer; }
.met { color: var(--good); font-weight: 600; } .missed { color: var(--bad); font-weight: 600; } .open { color: var(--open); font-weight: 600; }
.grid { stroke: var(--rule); stroke-width: 1; } .tick { fill: var(--quiet); font-size: 12px; }
.line { fill: none; stroke-width: 2; } .band { stroke: none; opacity: .22; }
.line.s0 { stroke: var(--a); } .line.s1 { stroke: var(--b); stroke-dasharray: 6 3; } .line.s2 { stroke: var(--c); stroke-dasharray: 2 3; } .line.s3 { stroke: var(--d); stroke-dasharray: 9 3 2 3; }
.band.s0 { fill: var(--a); } .band.s1 { fill: var(--b); } .band.s2 { fill: var(--c); } .band.s3 { fill: var(--d); }
.bar { fill: var(--a); } .ground { fill: var(--area); } .whisker { stroke: var(--text); stroke-width: 3; } .mark { stroke: var(--b); stroke-width: 3; }
.flow { fill: var(--a); opacity: .3; }
.h0 { fill: var(--h0); } .h1 { fill: var(--h1); } .h2 { fill: var(--h2); } .h3 { fill: var(--h3); } .h4 { fill: var(--h4); }
.cell { font-size: 11px; fill: var(--on-light); } .cell.h0, .cell.h1 { fill: var(--on-dark); }
code { font-family: ui-monospace, 'Liberation Mono', monospace; font-size: .9em; overflow-wrap: anywhere; }
dt { font-weight: 600; margin-top: .5rem; } dd { margin: 0; } footer { color: var(--quiet); padding-bottom: 2rem; }
thead th { white-space: normal; overflow-wrap: anywhere; min-width: 5rem; }
@media screen and (max-width: 40rem) { figure { overflow-x: auto; } svg { min-width: 36rem; } }
@media print { @page { size: A4; margin: 16mm; } body { font-size: 1rem; } details > * { display: block; } details::details-content { content-visibility: visible; display: block; } details > summary, details.long { display: none; }
  figure, tr { break-inside: avoid; } h2 { break-after: avoid; } .scroll { overflow: visible; }
  html { font-size: 12px; } h2 { margin-top: 1.6rem; } }
";

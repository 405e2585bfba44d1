"""The look of a report as one HTML file: dark and light, and on paper."""

from __future__ import annotations

STYLE = """
:root{color-scheme:dark light;--ground:#0d1014;--panel:#13171d;--line:#232a34;--text:#e3e8ee;
--quiet:#8b95a3;--link:#9ecbff;--up:#58a6ff;--down:#ff9e45}
@media (prefers-color-scheme:light){:root{--ground:#fff;--panel:#f6f7f9;--line:#dde2e8;
--text:#14181d;--quiet:#5b6573;--link:#0b62c4;--up:#0b62c4;--down:#a04d00}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);
font:16px/1.55 system-ui,-apple-system,'Segoe UI',sans-serif}
main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 2rem}
h2{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--quiet);
margin:2.25rem 0 .5rem;font-weight:600}
ul{list-style:none;margin:0;padding:0}
li{padding:.6rem 0;border-top:1px solid var(--line)}
li:first-child{border-top:0}
.headline li{font-size:1.12rem}
a{color:var(--link)}
a.watch{white-space:nowrap;font-size:.85em;margin-left:.35em}
.judge,.by,footer{color:var(--quiet);font-size:.85rem}
.judge{display:block}
.action li{background:var(--panel);border:1px solid var(--line);border-radius:6px;
padding:.7rem .9rem;margin:.5rem 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.4rem .5rem;border-top:1px solid var(--line);white-space:nowrap}
th{color:var(--quiet);font-weight:500;border-top:0}
th:nth-child(-n+2),td:nth-child(-n+2){text-align:left}
tr.more td{border-top:0}
td.label{text-align:left;white-space:normal;color:var(--quiet);border-top:0;padding-top:0}
.gain{color:var(--up)}.loss{color:var(--down)}
figure{margin:1rem 0}
figcaption{color:var(--quiet);font-size:.85rem}
svg{width:100%;height:auto;display:block}
.note{border-left:3px solid var(--line);padding:.2rem 0 .2rem .9rem;margin:2rem 0}
footer{margin-top:2.5rem;padding-top:.8rem;border-top:1px solid var(--line)}
footer p{margin:.2rem 0}
@media print{:root{--ground:#fff;--panel:#fff;--line:#bbb;--text:#000;--quiet:#444;--link:#000}}
"""

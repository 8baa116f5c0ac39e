namespace LlmTrader.Perf.Latency.Reports;

/// <summary>The page's style sheet. Eight colours that stay apart from each other, also for most who see fewer, on light and on dark.</summary>
internal static class ReportStyle
{
    public const string Sheet = """
        :root { color-scheme: light dark; --ink: #1a1d21; --soft: #5b636d; --paper: #ffffff; --rule: #e3e6ea; --head: #f5f6f8; --doubt: #8a5a00; --doubt-paper: #fff6e0;
          --c0: #1f6fd6; --c1: #d1570a; --c2: #12805c; --c3: #b3307f; --c4: #7a52c7; --c5: #a07400; --c6: #0f8aa3; --c7: #c5303b; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e7eaee; --soft: #9aa4b0; --paper: #14171b; --rule: #2b3138; --head: #1c2026; --doubt: #f0c060; --doubt-paper: #2b2413;
          --c0: #6fb0ff; --c1: #ff9b57; --c2: #4fcf9f; --c3: #f384c3; --c4: #b79bff; --c5: #e3bd4a; --c6: #55cfe6; --c7: #ff7a82; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
        main { max-width: 1160px; margin: 0 auto; padding: 32px 24px 64px; }
        h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 20px; margin: 40px 0 6px; padding-top: 12px; border-top: 1px solid var(--rule); } h3 { font-size: 15px; margin: 22px 0 6px; }
        .lead { color: var(--soft); margin: 0 0 12px; } p { margin: 6px 0; max-width: 76ch; }
        .doubt { color: var(--doubt); background: var(--doubt-paper); padding: 6px 10px; border-radius: 6px; }
        nav { display: flex; flex-wrap: wrap; gap: 6px 16px; margin: 14px 0 0; } a { color: var(--c0); }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 12.5px; font-variant-numeric: tabular-nums; }
        th, td { padding: 4px 8px 4px 0; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--rule); } th { color: var(--soft); font-weight: 600; }
        th:first-child, td:first-child { text-align: left; } .words { text-align: left; white-space: normal; min-width: 28ch; } #machine td { text-align: left; white-space: normal; } #machine td:first-child { color: var(--soft); white-space: nowrap; } #machine thead { display: none; }
        summary { cursor: pointer; color: var(--soft); margin: 14px 0 4px; }
        figure { margin: 22px 0 0; max-width: 880px; } figcaption { font-weight: 600; margin-bottom: 4px; } figure > svg { width: 100%; height: auto; display: block; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 0; margin: 0 0 2px; font-size: 13px; } .legend svg { width: 24px; height: 8px; margin-right: 6px; vertical-align: middle; }
        .grid { stroke: var(--rule); stroke-width: 1; } .tick, .axis { fill: var(--soft); font-size: 11.5px; }
        .line { fill: none; stroke: var(--line); stroke-width: 2; stroke-linejoin: round; } .band { fill: var(--line); opacity: .14; stroke: none; } .dot { fill: var(--line); stroke: var(--paper); stroke-width: 1; }
        .reference { --line: var(--soft); } .line.reference { stroke-width: 1.5; stroke-dasharray: 5 4; } .line.reference.second { stroke-dasharray: 1.5 3; } .dotted { stroke-dasharray: 2 3; }
        .c0 { --line: var(--c0); } .c1 { --line: var(--c1); } .c2 { --line: var(--c2); } .c3 { --line: var(--c3); } .c4 { --line: var(--c4); } .c5 { --line: var(--c5); } .c6 { --line: var(--c6); } .c7 { --line: var(--c7); }
        code { font-size: 13px; }
        """;
}

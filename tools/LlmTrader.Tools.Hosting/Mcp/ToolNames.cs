namespace LlmTrader.Tools.Hosting.Mcp;

/// <summary>The tools' names, as clients call them and audits and configurations have them.</summary>
public static class ToolNames
{
    public const string Instruments = "instruments";
    public const string Bars = "bars";
    public const string Positions = "positions";
    public const string Orders = "orders";
    public const string Strategies = "strategies";
    public const string ListDecisions = "list_decisions";
    public const string ShowDecision = "show_decision";
    public const string WhyRejected = "why_rejected";
    public const string CheckRules = "check_rules";
    public const string ExplainRules = "explain_rules";
    public const string Backtest = "backtest";
    public const string ProposeRules = "propose_rules";
    public const string PauseStrategy = "pause_strategy";

    /// <summary>Those that change something.</summary>
    public static IReadOnlyList<string> Changing { get; } = [ProposeRules, PauseStrategy];

    /// <summary>Those whose results have text that somebody outside wrote, whatever they look like: names, descriptions, reasons.</summary>
    public static IReadOnlyList<string> Outside { get; } = [ListDecisions, ShowDecision, WhyRejected, CheckRules, ExplainRules];
}

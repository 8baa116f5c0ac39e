using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Alerts.Rules;

/// <summary>That people are to be told.</summary>
/// <param name="Rule">By which rule.</param>
/// <param name="Kind">Raised, reminded or recovered.</param>
/// <param name="Severity">At least the rule's.</param>
/// <param name="Subject">Of which feed, account and so on.</param>
/// <param name="Text">In words.</param>
public sealed record AlertNotice(AlertRule Rule, AlertMessageKind Kind, AlertSeverity Severity, string Subject, string Text);

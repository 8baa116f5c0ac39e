using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Alerts;

/// <summary>Something happened that rules may tell people of.</summary>
/// <param name="Kind">One of <see cref="AlertEventNames"/>.</param>
/// <param name="Subject">What it happened to: a feed, an instrument, an account; empty for the engine.</param>
/// <param name="Text">In words, without secrets.</param>
/// <param name="Severity">How bad it is; a rule may only raise it.</param>
/// <param name="IsOver">What an earlier event of this kind and subject told of has passed.</param>
public sealed record AlertEvent(string Kind, string Subject, string Text, AlertSeverity Severity = AlertSeverity.Info, bool IsOver = false);

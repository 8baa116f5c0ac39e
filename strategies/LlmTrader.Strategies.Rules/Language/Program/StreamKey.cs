using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>A series of bars that a program reads. Stream 0 is the instrument under evaluation with the rule set's own bars.</summary>
/// <param name="Instrument">Full name or unambiguous symbol; null is the instrument under evaluation.</param>
/// <param name="Bar">What closes its bars.</param>
public sealed record StreamKey(string? Instrument, BarSpec Bar)
{
    public override string ToString() => Instrument is null ? Bar.ToString() : $"\"{Instrument}\" @ {Bar}";
}

using System.Globalization;
using LlmTrader.Strategies.Generation.Acceptance;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>An answer of acceptance in a sentence.</summary>
public static class GateSentence
{
    /// <summary>What was measured, what is asked, and why.</summary>
    public static string Of(Gate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        string limit = gate.Limit is not { } known ? "" : double.IsFinite(known) ? $", {Asked(gate)} {Text(known)} is asked" : ", and nothing would be enough";
        return $"{gate.Name} is {Text(gate.Value)}{limit}: {gate.Reason}.";
    }

    /// <summary>How the value must stand to the limit.</summary>
    public static string Asked(Gate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return gate.Comparison switch { GateComparison.AtLeast => "at least", GateComparison.AtMost => "at most", _ => "more than" };
    }

    private static string Text(double? value) => value is not { } known ? "not known" : double.IsFinite(known) ? known.ToString("0.####", CultureInfo.InvariantCulture) : "without a bound";
}

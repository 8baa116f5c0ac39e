using System.Text.Json;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Backtests;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>What risk rules did, for people.</summary>
internal static class RiskText
{
    public static void WriteBreaches(IReadOnlyList<RiskBreach> breaches, Session session)
    {
        if (breaches.Count == 0) { return; }
        session.WriteLine();
        session.WriteLine("Risk rules that were broken (below zero: limits of this command's options):");
        Table table = Tables.Figures("Rule", "kind", "first at", "instrument", "observed", "limit", "action", "times");
        foreach (RiskBreach breach in breaches)
        {
            table.Row(breach.Rule.ToString(System.Globalization.CultureInfo.InvariantCulture), breach.Kind, breach.FirstTime, breach.Instrument ?? "", breach.Observed, breach.Limit,
                JsonNamingPolicy.CamelCase.ConvertName(breach.Action.ToString()), Figure.Count(breach.Times));
        }

        session.Write(table);
    }
}

using System.Globalization;
using System.Text;
using LlmTrader.Strategies.Generation.Search;

namespace LlmTrader.Tools.Hosting.Sweeps;

/// <summary>Words and numbers of a search as people read them, the same in every culture.</summary>
public static class SearchText
{
    /// <summary>The objectives by the words that a command line has for them.</summary>
    public static IReadOnlyList<(string Word, SearchObjective Value)> Objectives =>
        [("sharpe", SearchObjective.Sharpe), ("sortino", SearchObjective.Sortino), ("return", SearchObjective.Return), ("calmar", SearchObjective.Calmar), ("profit-per-trade", SearchObjective.ProfitPerTrade)];

    public static string Of(SearchObjective objective) => Objectives.Single(one => one.Value == objective).Word;

    /// <summary>A score or a ratio; a dash where there is none.</summary>
    public static string Number(double? value) => value is { } number ? number.ToString("0.####", CultureInfo.InvariantCulture) : "-";

    public static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>fast=10 slow=30</c>.</summary>
    public static string Parameters(IReadOnlyDictionary<string, double> values) =>
        string.Join(' ', values.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}={one.Value}")));

    internal static void Line(this StringBuilder text, string line = "") => text.Append(line).Append('\n');
}

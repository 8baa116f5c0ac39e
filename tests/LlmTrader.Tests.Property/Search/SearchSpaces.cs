using LlmTrader.Strategies.Generation.Search;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Tests.Property.Search;

internal static class SearchSpaces
{
    /// <summary>A space of parameters a, b, c and so on, each from 0 in steps of a half with as many values as asked for.</summary>
    public static ParameterSpace Of(params int[] values) => ParameterSpace.Of(Document(values));

    public static RuleDocument Document(params int[] values)
    {
        string parameters = string.Concat(values.Select((count, i) => FormattableString.Invariant($"  {(char)('a' + i)}: {{default: 0, min: 0, max: {(count - 1) * 0.5}, step: 0.5}}\n")));
        string sum = string.Join(" + ", values.Select((_, i) => (char)('a' + i)));
        return RuleText.Read($"name: space\nbar: 1m\nparams:\n{parameters}entry_long: close > {sum}\nexit_long: close < 1\nsizing: {{quantity: 1}}\n").Document!;
    }

    /// <summary>Runs a search over a plain function of the places.</summary>
    public static IReadOnlyList<SearchTrial> Run(ISearchMethod method, int trials, Func<SearchPoint, double?> score, int threads = 1, IReadOnlyList<SearchTrial>? known = null, Action<SearchTrial>? onTrial = null) =>
        new SearchRunner(method, (point, _) => new TrialResult { Score = score(point) }) { Threads = threads, OnTrial = onTrial }.Run(trials, known ?? []);
}

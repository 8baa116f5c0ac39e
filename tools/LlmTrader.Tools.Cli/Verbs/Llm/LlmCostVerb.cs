using System.CommandLine;
using System.Globalization;
using LlmTrader.Tools.Cli.Terminal;
using LlmTrader.Tools.Hosting.Strategist.Ledger;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Llm;

/// <summary><c>llmtrader llm cost</c></summary>
internal sealed class LlmCostVerb : Verb
{
    private readonly CallOptions _calls = new();
    private readonly Option<CostBy> _by = OptionOf.Choice("--by", "What a line sums up.", CostBy.Day, ("day", CostBy.Day), ("model", CostBy.Model), ("role", CostBy.Role));

    public LlmCostVerb()
        : base("cost", "What models have cost: calls, tokens and money by day, model or role.")
    {
        Options.Add(_by);
        _calls.AddTo(this);
    }

    private enum CostBy
    {
        Day,
        Model,
        Role,
    }

    /// <inheritdoc/>
    public override string Teaching =>
        "Cost is in the currency of the configured prices, as it was when the call was made; an endpoint without prices costs 0. 'usable' counts the calls that left a text that fits its schema: what was paid for the others is in the sums too. "
        + "A model is the one that answered, or else the one that was asked. In PostgreSQL the view `model_cost` has the same sums.";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("llmtrader llm cost", "day by day"), new("llmtrader llm cost --by role --day 2026-11-21", "who spent it that day?")];

    /// <inheritdoc/>
    public override int Run(ParseResult arguments, Session session)
    {
        CostBy by = arguments.GetValue(_by);
        ModelCallRecord[] calls = [.. _calls.Read(arguments)];
        Line[] lines = [.. calls.GroupBy(call => KeyOf(call, by), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Sum(group.Key, [.. group]))];
        Line total = Sum("all", calls);
        string head = JournaledModelCalls.NameOf(by);
        if (session.IsJson)
        {
            session.WriteJson(new { by = head, lines, total });
            return ExitCode.Success;
        }

        Table table = Tables.Figures(head, "calls", "usable", "tokens in", "cached", "tokens out", "cost");
        foreach (Line line in lines.Length > 1 ? [.. lines, total] : lines)
        {
            table.Row(line.Key, Figure.Count(line.Calls), Figure.Count(line.Usable), Figure.Count(line.InputTokens), Figure.Count(line.CachedTokens), Figure.Count(line.OutputTokens), line.Cost.ToString(CultureInfo.InvariantCulture));
        }

        if (lines.Length > 0) { session.Write(table); }
        else { session.WriteLine("No model was asked."); }
        return ExitCode.Success;
    }

    private static string KeyOf(ModelCallRecord call, CostBy by) => by switch
    {
        CostBy.Day => call.Time.ToString()[..10],
        CostBy.Model => call.Model ?? "-",
        _ => call.Role,
    };

    private static Line Sum(string key, ModelCallRecord[] calls) => new(
        key, calls.Length, calls.Count(call => call.IsUsable), calls.Sum(call => call.InputTokens), calls.Sum(call => call.CachedTokens), calls.Sum(call => call.OutputTokens), calls.Sum(call => call.Cost));

    private sealed record Line(string Key, long Calls, long Usable, long InputTokens, long CachedTokens, long OutputTokens, decimal Cost);
}

using System.CommandLine;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tools.Cli.Verbs.Decisions;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tools.Cli.Verbs.Llm;

/// <summary>Which strategist's journal is meant, and which of its calls.</summary>
internal sealed class CallOptions
{
    private readonly DecisionsOptions _journal = new();
    private readonly Option<string?> _day = OptionOf.Text("--day", "DATE", "Only calls that ended on this day of UTC, such as 2026-11-21.");

    public void AddTo(Command command, bool byDay = true)
    {
        _journal.AddTo(command, byDay: false);
        if (byDay) { command.Options.Add(_day); }
    }

    /// <summary>The calls of the day that was asked for, oldest first; all of them when none was.</summary>
    /// <exception cref="UsageException">There is no journal, or no such day.</exception>
    public IEnumerable<ModelCallRecord> Read(ParseResult arguments)
    {
        DateOnly? day = DecisionsOptions.ParseDay(arguments.GetValue(_day));
        return DecisionReader.All(_journal.Find(arguments))
            .Where(record => record.Kind == DecisionKind.ModelCall && (day is null || DecisionsOptions.DayOf(record.Time) == day))
            .Select(ModelCallRecord.Of);
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;

namespace LlmTrader.Tools.Hosting.Explanations;

/// <summary>What the derived stream says of one order.</summary>
internal sealed class OrderRecords
{
    /// <summary>The decision to place it; null when the journal has no such order.</summary>
    public OutRecord? Placed { get; private set; }

    /// <summary>What risk's rules said of it, in order.</summary>
    public List<OutRecord> Verdicts { get; } = [];

    /// <summary>Amendments and cancels that were wanted, and reports, in order.</summary>
    public List<OutRecord> Life { get; } = [];

    /// <summary>The position of its account and instrument after its last fill.</summary>
    public OutRecord? Position { get; private set; }

    /// <summary>What was done to its slot's rule sets before it was placed.</summary>
    public List<OutRecord> RuleSets { get; } = [];

    public static OrderRecords Read(JournalDirectory journal, OrderId order, CancellationToken cancel)
    {
        OrderRecords found = new();
        using OutJournalFollower records = new(journal);
        OutRecord record = default;
        long filledAt = -1;
        for (long i = 1; records.TryRead(ref record); i++)
        {
            if (i % 65_536 == 0) { cancel.ThrowIfCancellationRequested(); }
            switch (record.Kind)
            {
                case OutKind.RuleSet when record.Sequence <= order.Sequence && record.RuleSet.Code == RuleSetCode.None: found.RuleSets.Add(record); break;
                case OutKind.Verdict when record.Verdict.OrderId == order: found.Verdicts.Add(record); break;
                case OutKind.Decision when record.Decision.OrderId == order:
                    if (record.Decision.Action == CommandAction.New) { found.Placed = record; } else { found.Life.Add(record); }
                    break;
                case OutKind.Order when record.Order.Report.OrderId == order:
                    found.Life.Add(record);
                    if (record.Order.Report.Kind == ReportKind.Fill) { filledAt = record.Sequence; }
                    break;
                case OutKind.Position when record.Sequence == filledAt && record.Instrument == found.Placed?.Instrument: found.Position = record; break;
                default: break;
            }
        }

        return found;
    }
}

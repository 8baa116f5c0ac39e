using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Queries;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Explanations;

/// <summary>
/// Tells why an order exists, from its journal alone: what happened, which bar closed, which rule set decided, which of its
/// clauses were true and what they read, what risk saw, what the venue answered. What no journal holds (bars of trades, clauses) is made again by
/// the engine's own stages.
/// </summary>
public sealed class OrderExplainer(JournalDirectory journal)
{
    private readonly InstrumentTable _instruments = journal.Manifest.Instruments;
    private readonly EngineOptions _options = OptionsOf(journal);

    /// <exception cref="RunException">The journal has no such order, or is not one of a run.</exception>
    public OrderStory Explain(OrderId order, CancellationToken cancel)
    {
        OrderRecords records = OrderRecords.Read(journal, order, cancel);
        OutRecord placed = records.Placed ?? throw new RunException($"The journal has no order {order}; `llmtrader query orders --journal {journal.Path}` lists those that it has.");
        List<StoryChapter> chapters = [Cause(in placed, out RuleSetSources sources, cancel)];
        if (IsRuleSets(placed.Decision.Strategy)) { chapters.Add(RuleSet(in placed, records, sources, cancel)); }
        chapters.Add(Risk(in placed, records));
        chapters.Add(Life(in placed, records));
        chapters.Add(Result(in placed, records));
        return new OrderStory(Title(in placed), chapters);
    }

    private static EngineOptions OptionsOf(JournalDirectory journal)
    {
        try { return RunConfiguration.FromJson(journal.Manifest.Configuration).ToOptions(journal.Manifest.Instruments); }
        catch (JsonException) { throw new RunException($"'{journal.Path}' is not the journal of a run, so it has no orders."); }
    }

    private static bool IsRuleSets(StrategyId strategy) => strategy != StrategyId.Manual && !strategy.IsEngine;

    private string Title(in OutRecord placed)
    {
        OrderCommand command = placed.Decision;
        Instrument instrument = _instruments[placed.Instrument];
        string price = command.HasLimit ? $" at {FixedPoint.Format(command.Price.Raw, instrument.PriceScale)}" : "";
        string trigger = command.HasTrigger ? $", trigger {FixedPoint.Format(command.Trigger.Raw, instrument.PriceScale)}" : "";
        return $"Order {command.OrderId} ({Whole(command.OrderId.Raw)}): {command.Side} {FixedPoint.Format(command.Quantity.Raw, instrument.QuantityScale)} {instrument.FullName}, {command.Type}{price}{trigger}, "
            + $"{command.TimeInForce}, account {_options.Accounts[command.Account.Value].Name}";
    }

    private StoryChapter Cause(in OutRecord placed, out RuleSetSources sources, CancellationToken cancel)
    {
        sources = new RuleSetSources();
        ClosedBarReader bars = new(journal.Manifest);
        using JournalFollower events = new(journal);
        EngineEvent e = default;
        (ClosedBar Bar, long Sequence)? last = null;
        List<string> lines = [];
        while (events.TryRead(ref e) && e.Sequence <= placed.Sequence)
        {
            if (e.Sequence % 65_536 == 0) { cancel.ThrowIfCancellationRequested(); }
            sources.Add(in e);
            int count = bars.Read(ref e);
            for (int i = 0; i < count; i++)
            {
                if (bars[i].Instrument == placed.Instrument) { last = (bars[i], e.Sequence); }
            }

            if (e.Sequence == placed.Sequence) { lines.Add($"Event {Whole(e.Sequence)} at {e.Time}: {What(in e)}."); }
        }

        if (last is { } closed) { lines.Add($"{(closed.Sequence == placed.Sequence ? "It closed the bar" : $"The instrument's last bar, closed at event {Whole(closed.Sequence)}, was")} {BarText(closed.Bar)}."); }
        return new StoryChapter("What happened", lines);
    }

    private static string What(in EngineEvent e) => e.Kind switch
    {
        EventKind.Timer when e.Timer.Id == TimerId.MomentOver => "everything of its moment had come",
        EventKind.Timer => $"a timer, due at {e.Timer.Due}",
        EventKind.Command => "a person's or an outside program's command",
        EventKind.Bar => "a bar from the source",
        EventKind.Trade => "a trade of the market",
        EventKind.Quote => "a quote of the market",
        _ => e.Kind.ToString(),
    };

    private string BarText(ClosedBar closed)
    {
        Instrument instrument = _instruments[closed.Instrument];
        Bar bar = closed.Bar;
        string Price(Price price) => FixedPoint.Format(price.Raw, instrument.PriceScale);
        return $"{instrument.FullName} {journal.Manifest.BarSpecs[bar.Spec.Value]} from {bar.OpenTime} to {closed.CloseTime}: open {Price(bar.Open)}, high {Price(bar.High)}, low {Price(bar.Low)}, close {Price(bar.Close)}, "
            + $"volume {FixedPoint.Format(bar.Volume.Raw, instrument.QuantityScale)}, {Whole(bar.TradeCount)} trades";
    }

    private StoryChapter RuleSet(in OutRecord placed, OrderRecords records, RuleSetSources sources, CancellationToken cancel)
    {
        StrategyId slot = placed.Decision.Strategy;
        List<string> lines = [];
        int? setId = ActiveSet(records, slot, out long since);
        string? activeId = null;
        if (setId is { } id && sources.Find(id) is { } source)
        {
            RuleSetCompiler compiler = new(_instruments, _options.Bars.Specs);
            if (compiler.TryCompile(source.Source, out IRuleSet? compiled, out _)) { activeId = compiled.Id; }
            lines.Add($"Set {Whole(id)} of slot {Whole(slot.Value)}, staged at event {Whole(source.Sequence)} (source SHA-256 {source.Sha256[..16]}…), decides since event {Whole(since)}.");
        }
        else
        {
            lines.Add($"The first set of slot {Whole(slot.Value)}, from the run's configuration, decides since the start.");
        }

        DecisionReplay replay = DecisionReplay.Run(journal, placed.Sequence, placed.Instrument, activeId, cancel);
        if (replay.RuleSet is { } ruleSet) { lines.Add($"Its name is {ruleSet.Name}, its id {ruleSet.Id}."); }
        lines.AddRange(ObservedText.Of(replay));
        return new StoryChapter("Which rule set decided", lines);
    }

    // Activations and roll-backs that were done, since the start.
    private static int? ActiveSet(OrderRecords records, StrategyId slot, out long since)
    {
        since = 0;
        Stack<(int? Set, long Since)> before = new();
        int? active = null;
        foreach (OutRecord record in records.RuleSets.Where(record => record.RuleSet.Slot == slot))
        {
            if (record.RuleSet.Change == EventKind.RuleSetActivate)
            {
                before.Push((active, since));
                (active, since) = (record.RuleSet.SetId, record.Sequence);
            }
            else if (record.RuleSet.Change == EventKind.RuleSetRollback && before.TryPop(out (int? Set, long Since) previous))
            {
                (active, since) = (previous.Set, record.Sequence);
            }
        }

        return active;
    }

    private StoryChapter Risk(in OutRecord placed, OrderRecords records)
    {
        List<string> lines = [];
        foreach (OutRecord record in records.Verdicts)
        {
            RiskVerdict verdict = record.Verdict;
            RiskRuleKind kind = verdict.RuleId < 0 ? (RiskRuleKind)(-verdict.RuleId) : _options.Risk.Rules.FirstOrDefault(rule => rule.Id == verdict.RuleId)?.Kind ?? default;
            string said = verdict.Reason == RejectReason.None ? "kept" : $"broken ({verdict.Reason}, {verdict.Action})";
            lines.Add($"{kind} (rule {Whole(verdict.RuleId)}): saw {RiskValueText.Of(kind, verdict.Observed, _instruments[placed.Instrument])}, allows {RiskValueText.Of(kind, verdict.Limit, _instruments[placed.Instrument])}: {said}.");
        }

        if (lines.Count == 0) { lines.Add("No configured rule was asked, or kept ones are not recorded."); }
        lines.Add(placed.Decision.Verdict == RejectReason.None ? "Risk let it pass." : $"Risk refused it: {placed.Decision.Verdict}.");
        return new StoryChapter("What risk saw", lines);
    }

    private StoryChapter Life(in OutRecord placed, OrderRecords records)
    {
        Instrument instrument = _instruments[placed.Instrument];
        List<string> lines = [];
        foreach (OutRecord record in records.Life)
        {
            string at = $"{record.Time} event {Whole(record.Sequence)}: ";
            if (record.Kind == OutKind.Decision) { lines.Add($"{at}{record.Decision.Action} was wanted{(record.Decision.Verdict == RejectReason.None ? "" : $" and refused by risk: {record.Decision.Verdict}")}."); continue; }
            ExecutionReport report = record.Order.Report;
            string fill = report.Kind != ReportKind.Fill ? "" : $" {FixedPoint.Format(report.LastQuantity.Raw, instrument.QuantityScale)} at {FixedPoint.Format(report.LastPrice.Raw, instrument.PriceScale)} ({report.Liquidity}), fee {report.Fee}";
            string reason = report.Reason == RejectReason.None ? "" : $" ({report.Reason})";
            string status = record.Order.Status == OrderStatus.None ? "" : $"; the order is {record.Order.Status}";
            lines.Add($"{at}{report.Kind}{fill}{reason}{status}.");
        }

        if (lines.Count == 0) { lines.Add("Nobody has answered yet."); }
        return new StoryChapter("What became of it", lines);
    }

    private StoryChapter Result(in OutRecord placed, OrderRecords records)
    {
        Instrument instrument = _instruments[placed.Instrument];
        Int128 value = 0;
        long filled = 0;
        SortedDictionary<string, long> fees = new(StringComparer.Ordinal);
        foreach (ExecutionReport report in records.Life.Where(record => record.Kind == OutKind.Order && record.Order.Report.Kind == ReportKind.Fill).Select(record => record.Order.Report))
        {
            filled += report.LastQuantity.Raw;
            value += (Int128)report.LastPrice.Raw * report.LastQuantity.Raw;
            string currency = report.FeeCurrency.ToString();
            fees[currency] = fees.GetValueOrDefault(currency) + report.FeeRaw;
        }

        if (filled == 0) { return new StoryChapter("Result", ["Nothing was filled."]); }
        string average = FixedPoint.Format((long)Rounding.HalfEven(value, filled), instrument.PriceScale);    // Ties to even at the instrument's scale.
        List<string> lines = [$"Filled {FixedPoint.Format(filled, instrument.QuantityScale)} of {FixedPoint.Format(placed.Decision.Quantity.Raw, instrument.QuantityScale)} at {average} on average, fees {string.Join(", ", fees.Select(fee => $"{FixedPoint.Format(fee.Value, Money.Scale)} {fee.Key}"))}."];
        if (records.Position is { } record)
        {
            PositionUpdate position = record.Position;
            lines.Add($"After its last fill the account held {FixedPoint.Format(position.Position.Raw, instrument.QuantityScale)} {instrument.FullName} that cost {FixedPoint.Format(position.CostRaw, Money.Scale)} {instrument.Quote}; "
                + $"realised so far {FixedPoint.Format(position.RealizedRaw, Money.Scale)}, fees so far {FixedPoint.Format(position.FeesRaw, Money.Scale)}.");
        }

        return new StoryChapter("Result", lines);
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>Margin calls in one perpetual on one account: what stood behind a position came down to what must be left, and the engine closed it.</summary>
public sealed record Liquidations
{
    public required string Account { get; init; }

    public required string Instrument { get; init; }

    /// <summary>Orders that it took.</summary>
    public required long Orders { get; init; }

    /// <summary>Of the first.</summary>
    public required string FirstTime { get; init; }

    /// <summary>Of the last.</summary>
    public required string LastTime { get; init; }

    /// <summary>What they closed, in units of the instrument.</summary>
    public required decimal Closed { get; init; }

    /// <summary>In the quote currency, the venue's liquidation fee included.</summary>
    public required decimal Fees { get; init; }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Instrument} on account {Account}: {Orders:N0} margin calls from {FirstTime} to {LastTime}, {Closed} closed by liquidation, fees {Fees:0.00######}");
}

/// <summary>Gathers them from a run's derived stream, and passes it on.</summary>
internal sealed class LiquidationTally(EngineOptions options, IOutJournal next) : IOutJournal
{
    private readonly SortedDictionary<(int Account, int Instrument), Tally> _tallies = [];

    public IReadOnlyList<Liquidations> Read() => [.. _tallies.Select(pair => Read(pair.Key.Account, options.Instruments[new InstrumentId(pair.Key.Instrument)], pair.Value))];

    public void Append(in OutRecord record)
    {
        if (record.Kind == OutKind.Decision && record.Decision is { Action: CommandAction.New, Verdict: RejectReason.None } && record.Decision.Strategy == StrategyId.Liquidation)
        {
            Tally tally = At(record.Decision.Account, record.Instrument, record.Time);
            tally.Orders++;
            tally.Last = record.Time;
        }
        else if (record.Kind == OutKind.Order && record.Order.Report.Kind == ReportKind.Fill && record.Order.Report.Strategy == StrategyId.Liquidation)
        {
            Tally tally = At(record.Order.Report.Account, record.Instrument, record.Time);
            tally.Closed += record.Order.Report.LastQuantity.Raw;
            tally.Fees += record.Order.Report.FeeRaw;
        }

        next.Append(in record);
    }

    public void EndOfBatch() => next.EndOfBatch();

    public void Complete() => next.Complete();

    private Tally At(AccountId account, InstrumentId instrument, Timestamp time)
    {
        (int, int) key = (account.Value, instrument.Value);
        if (!_tallies.TryGetValue(key, out Tally? tally)) { _tallies[key] = tally = new Tally { First = time, Last = time }; }
        return tally;
    }

    private Liquidations Read(int account, Instrument instrument, Tally tally) => new()
    {
        Account = options.Accounts[account].Name,
        Instrument = instrument.FullName,
        Orders = tally.Orders,
        FirstTime = tally.First.ToString(),
        LastTime = tally.Last.ToString(),
        Closed = (decimal)tally.Closed / FixedPoint.Pow10(instrument.QuantityScale),
        Fees = (decimal)tally.Fees / Money.One,
    };

    private sealed class Tally
    {
        public required Timestamp First { get; init; }

        public required Timestamp Last { get; set; }

        public long Orders { get; set; }

        public Int128 Closed { get; set; }

        public Int128 Fees { get; set; }
    }
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tools.Hosting.Backtests;

namespace LlmTrader.Tests.Unit.Backtests;

/// <summary>
/// A derived stream written by hand: one account with 1,000 USD, SPY (cents, whole shares) and a coin (price scale 1,
/// quantity scale 3). Hours count from 2024-03-04T00:00:00Z, a Monday.
/// </summary>
internal sealed class RecordedRun : IDisposable
{
    public static readonly Currency Usd = Currency.Parse("USD");
    public static readonly Currency Bnb = Currency.Parse("BNB");
    public static readonly InstrumentId Spy = new(0);
    public static readonly InstrumentId Coin = new(1);
    public static readonly Timestamp Monday = Timestamp.FromUnixSeconds(1_709_510_400);

    private long _sequence;
    private decimal _equity = 1000;
    private decimal _peak = 1000;

    public RecordedRun(string? directory = null, string accountName = "main")
    {
        Recorder = new BacktestRecorder(Options(accountName), directory) { Start = Monday };
        Recorder.RoundTripEnded += RoundTrips.Add;
    }

    public BacktestRecorder Recorder { get; }

    public List<RoundTrip> RoundTrips { get; } = [];

    public static EngineOptions Options(string accountName = "main") => new()
    {
        Instruments = new InstrumentTable(
        [
            new Instrument
            {
                Id = Spy, Symbol = "SPY", Venue = "ARCA", Base = Currency.Parse("SPY"), Quote = Usd,
                PriceScale = 2, QuantityScale = 0, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
            },
            new Instrument
            {
                Id = Coin, Symbol = "COIN", Venue = "A,B", Base = Currency.Parse("COIN"), Quote = Usd,
                PriceScale = 1, QuantityScale = 3, TickSize = new PriceOffset(1), LotSize = new Quantity(1),
            },
        ]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1m")] },
        Accounts = [new AccountOptions { Id = new AccountId(0), Name = accountName, InitialCash = [Of(1000), new Money(0, Bnb)] }],
    };

    public static Money Of(decimal amount) => new((long)(amount * Money.One), Usd);

    public static Timestamp At(double hours) => Monday + new Duration((long)(hours * 3600e9));

    /// <summary>An equity record; its peak is the highest so far.</summary>
    public RecordedRun Equity(double hours, decimal equity, decimal? cash = null, decimal? peak = null)
    {
        _equity = equity;
        _peak = Math.Max(_peak, peak ?? equity);
        OutRecord record = New(hours, InstrumentId.None, OutKind.Equity);
        record.Equity = new EquityUpdate { Currency = Usd, CashRaw = Of(cash ?? equity).Raw, EquityRaw = Of(equity).Raw, PeakRaw = Of(_peak).Raw };
        Recorder.Append(in record);
        return this;
    }

    /// <summary>A deposit, a withdrawal below zero, or funding; the first two scale the peak as they do the equity.</summary>
    public RecordedRun Flow(double hours, decimal amount, bool isFunding = false)
    {
        if (!isFunding) { _peak = _equity > 0 && _equity + amount > 0 ? _peak * (_equity + amount) / _equity : _equity + amount; }
        _equity += amount;
        OutRecord record = New(hours, InstrumentId.None, OutKind.CashFlow);
        CashFlowKind kind = isFunding ? CashFlowKind.Funding : amount > 0 ? CashFlowKind.Deposit : CashFlowKind.Withdrawal;
        record.CashFlow = new CashFlow { AmountRaw = Of(amount).Raw, Currency = Usd, Kind = kind };
        Recorder.Append(in record);
        return this;
    }

    public OrderId Decide(
        double hours, Side side, long rawQuantity, long? rawLimit = null, InstrumentId? instrument = null, RejectReason verdict = RejectReason.None)
    {
        OutRecord record = New(hours, instrument ?? Spy, OutKind.Decision);
        OrderId id = OrderId.From(record.Sequence, 1);
        record.Decision = new OrderCommand
        {
            OrderId = id,
            Instrument = instrument ?? Spy,
            Action = CommandAction.New,
            Side = side,
            Quantity = new Quantity(rawQuantity),
            Type = rawLimit is null ? OrderType.Market : OrderType.Limit,
            Price = new Price(rawLimit ?? 0),
            TimeInForce = TimeInForce.GoodTillCancel,
            Verdict = verdict,
        };
        Recorder.Append(in record);
        return id;
    }

    public RecordedRun Report(double hours, OrderId order, ReportKind kind, OrderStatus status, RejectReason reason = RejectReason.None, InstrumentId? instrument = null)
    {
        OutRecord record = New(hours, instrument ?? Spy, OutKind.Order);
        record.Order = new OrderUpdate { Status = status, Report = new ExecutionReport { OrderId = order, Kind = kind, Reason = reason } };
        Recorder.Append(in record);
        return this;
    }

    public RecordedRun Fill(
        double hours, Side side, long rawQuantity, long rawPrice, decimal fee = 0, InstrumentId? instrument = null, OrderId order = default,
        OrderStatus status = OrderStatus.Filled, Currency? feeCurrency = null)
    {
        OutRecord record = New(hours, instrument ?? Spy, OutKind.Order);
        record.Order = new OrderUpdate
        {
            Status = status,
            Report = new ExecutionReport
            {
                OrderId = order,
                Kind = ReportKind.Fill,
                Side = side,
                LastPrice = new Price(rawPrice),
                LastQuantity = new Quantity(rawQuantity),
                FeeRaw = Of(fee).Raw,
                FeeCurrency = feeCurrency ?? Usd,
                Liquidity = Liquidity.Taker,
            },
        };
        Recorder.Append(in record);
        return this;
    }

    /// <summary>Ends the run and returns the summary in dollars.</summary>
    public PerformanceSummary Summary()
    {
        Recorder.Complete();
        return Recorder.Summaries().Single(summary => summary.Currency == "USD");
    }

    public void Dispose() => Recorder.Dispose();

    private OutRecord New(double hours, InstrumentId instrument, OutKind kind) =>
        new() { Sequence = ++_sequence, Time = At(hours), Instrument = instrument, Kind = kind };
}

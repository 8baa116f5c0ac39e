using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Tests.Property.Risk;

namespace LlmTrader.Tests.Property.Margin;

/// <summary>Decides nothing: what is traded comes from people.</summary>
internal sealed class QuietRuleSet : IRuleSet
{
    public string Name => "quiet";

    public string Id => "quiet";

    public int WarmUpBars => 0;

    public RuleSetOutcome OnBar(in ClosedBar bar, IRuleSetContext context) => RuleSetOutcome.Quiet;

    public void Transfer(ISnapshotTransfer transfer) => transfer.Section(Id);
}

/// <summary>Two perpetuals and a coin in one currency, a perpetual in another; accounts with cross and isolated margin and up to 100-fold leverage.</summary>
internal sealed class MarginWorld(int seed)
{
    public static readonly Currency Usdt = Currency.Parse("USDT");
    public static readonly Currency Usdc = Currency.Parse("USDC");

    private static readonly Timestamp Start = Timestamp.FromUnixSeconds(1_735_689_600);

    private readonly Random _random = new(seed);
    private readonly long[] _prices = [100_000, 200_000, 50_000, 80_000];
    private long _milliseconds;

    public static EngineOptions Options(int seed) => new()
    {
        Instruments = new InstrumentTable([.. Enumerable.Range(0, 4).Select(InstrumentOf)]),
        Bars = new BarOptions { Specs = [BarSpec.Parse("1s")] },
        Accounts =
        [
            AccountOf(0, MarginMode.Cross, 100),
            AccountOf(1, MarginMode.Isolated, 100),
            AccountOf(2, MarginMode.Cross, 20),
            AccountOf(3, MarginMode.Isolated, 50),
        ],
        Risk = new RiskOptions { MaxOpenOrders = 64, DefaultLimits = new RiskLimits { ShortSelling = true }, Rules = [JudgedOrders.Rule] },
        Venue = new VenueOptions
        {
            EntryLatency = Duration.FromMilliseconds(seed % 3),
            ResponseLatency = Duration.FromMilliseconds(seed % 4),
            MaxOpenOrders = 64,
        },
        CheckpointInterval = 256,
    };

    public static AccountOptions AccountOf(int id, MarginMode mode, int leverage) => new()
    {
        Id = new AccountId((ushort)id),
        Name = $"{mode} {leverage}",
        MarginMode = mode,
        Leverage = leverage,
        InitialCash = [new Money(2_000 * Money.One, Usdt), new Money(2_000 * Money.One, Usdc)],
    };

    /// <summary>A trade or quote of a market that jumps now and then, a mark price, funding, a flow, or a person's order.</summary>
    public void Next(ref EngineEvent next)
    {
        _milliseconds += _random.Next(1, 4);
        int id = _random.Next(4);
        next = new EngineEvent { Instrument = new InstrumentId(id), Time = Start + Duration.FromMilliseconds(_milliseconds), ExchangeTime = Start + Duration.FromMilliseconds(_milliseconds) };
        _prices[id] = Math.Max(1000, _prices[id] + (long)(_prices[id] * (_random.NextDouble() - 0.5) * (_random.Next(40) == 0 ? 0.06 : 0.004)));
        switch (_random.Next(20))
        {
            case 0 or 1:
                next.Kind = EventKind.MarkPrice;
                next.MarkPrice = new MarkPrice { Mark = new Price(_prices[id] + _random.Next(-100, 100)) };
                break;
            case 2:
                next.Kind = EventKind.Funding;
                next.Funding = new FundingPayment { Mark = new Price(_random.Next(2) == 0 ? 0 : _prices[id]), RateRaw = _random.Next(-300_000, 300_000) };
                break;
            case 3:
                next.Kind = EventKind.CashFlow;
                next.Instrument = InstrumentId.None;
                bool isDeposit = _random.Next(3) > 0;
                next.CashFlow = new CashFlow
                {
                    Account = new AccountId((ushort)_random.Next(4)), Currency = id == 3 ? Usdc : Usdt,
                    AmountRaw = (isDeposit ? 1 : -1) * _random.NextInt64(1, 500 * Money.One), Kind = isDeposit ? CashFlowKind.Deposit : CashFlowKind.Withdrawal,
                };
                break;
            case < 10:
                next.Kind = EventKind.Command;
                next.Command = new OrderCommand
                {
                    Action = CommandAction.New, Account = new AccountId((ushort)_random.Next(4)), Strategy = StrategyId.Manual, Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
                    Quantity = new Quantity(_random.Next(1, 40_000)), Type = _random.Next(2) == 0 ? OrderType.Market : OrderType.Limit,
                    Price = new Price(_prices[id] + _random.Next(-300, 300)), TimeInForce = _random.Next(2) == 0 ? TimeInForce.GoodTillCancel : TimeInForce.ImmediateOrCancel,
                };
                break;
            default:
                next.Kind = EventKind.Trade;
                next.Trade = new TradeTick { Price = new Price(_prices[id]), Quantity = new Quantity(_random.Next(1000, 100_000)) };
                break;
        }
    }

    // Prices in cents, quantities in thousandths.
    private static Instrument InstrumentOf(int id) => new()
    {
        Id = new InstrumentId(id),
        Symbol = $"I{id}",
        Venue = "TEST",
        Base = Currency.Parse($"I{id}"),
        Quote = id == 3 ? Usdc : Usdt,
        PriceScale = 2,
        QuantityScale = 3,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
        MakerFee = new FeeRate(20_000),
        TakerFee = new FeeRate(50_000),
        LiquidationFee = new FeeRate(500_000),
        Kind = id == 2 ? InstrumentKind.Spot : InstrumentKind.LinearPerpetual,
        MarginTiers = id == 2 ? [] :
        [
            new MarginTier(20_000 * Money.One, 1_000_000, 500_000, 0),
            new MarginTier(100_000 * Money.One, 2_000_000, 1_000_000, 100 * Money.One),
            new MarginTier(1_000_000 * Money.One, 5_000_000, 2_500_000, 1_600 * Money.One),
        ],
    };
}

using LlmTrader.Engine.Core;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Accounts;

/// <summary>Two instruments in dollars, one in euros, an account with 1,000 USD and 10 BNB and one with nothing.</summary>
internal sealed class AccountWorld
{
    public static readonly Currency Usd = Currency.Parse("USD");
    public static readonly Currency Eur = Currency.Parse("EUR");
    public static readonly Currency Bnb = Currency.Parse("BNB");
    public static readonly InstrumentId Spy = new(0);
    public static readonly InstrumentId Qqq = new(1);
    public static readonly InstrumentId Dax = new(2);
    public static readonly AccountId Main = new(0);
    public static readonly AccountId Empty = new(1);

    public static readonly InstrumentTable Instruments = new([Share(Spy, "SPY", Usd), Share(Qqq, "QQQ", Usd), Share(Dax, "DAX", Eur)]);

    public static IReadOnlyList<AccountOptions> Accounts =>
    [
        new() { Id = Main, Name = "main", InitialCash = [Of(1000, Usd), Of(10, Bnb)] },
        new() { Id = Empty, Name = "empty" },
    ];

    public AccountBook Book { get; } = new(Instruments, Accounts);

    public static Money Of(decimal amount, Currency currency) => new((long)(amount * Money.One), currency);

    /// <summary>A fill of whole shares at a price in the currency, which has two decimals.</summary>
    public static ExecutionReport FillOf(AccountId account, Side side, decimal price, long quantity, decimal fee = 0, Currency? feeCurrency = null) => new()
    {
        OrderId = OrderId.From(7, 0),
        Kind = ReportKind.Fill,
        Account = account,
        Side = side,
        LastPrice = new Price((long)(price * 100)),
        LastQuantity = new Quantity(quantity),
        CumulativeQuantity = new Quantity(quantity),
        FeeRaw = Of(fee, Usd).Raw,
        FeeCurrency = feeCurrency ?? Usd,
    };

    public void Fill(Side side, decimal price, long quantity, decimal fee = 0, Currency? feeCurrency = null) =>
        Book.OnReport(Spy, FillOf(Main, side, price, quantity, fee, feeCurrency));

    public void Mark(decimal price) => Book.Mark(Spy, new Price((long)(price * 100)));

    public ref readonly Position Position => ref Book.PositionOf(Main, Spy);

    public decimal Cash => Decimal(Book.Cash(Main, Usd));

    public decimal Equity => Decimal(Book.Equity(Main, Usd));

    public decimal Realized => Decimal(Book.Realized(Main, Usd));

    public static decimal Decimal(Money money) => money.Raw / (decimal)Money.One;

    private static Instrument Share(InstrumentId id, string symbol, Currency quote) => new()
    {
        Id = id,
        Symbol = symbol,
        Venue = "TEST",
        Base = Currency.Parse(symbol),
        Quote = quote,
        PriceScale = 2,
        QuantityScale = 0,
        TickSize = new PriceOffset(1),
        LotSize = new Quantity(1),
    };
}

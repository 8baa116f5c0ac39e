using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;

namespace LlmTrader.Tests.Property.RuleExecution;

/// <summary>
/// The shipped moving-average-cross.yaml orders exactly what the C# twin over exact integers orders. Prices come into rules
/// as decimals in double, and a mean of such numbers is rounded: of two equal means one may come out an ulp larger, and a
/// tie would be a cross. The file therefore averages round(close * 1e8), which is a whole number; sums of those are exact.
/// </summary>
public sealed class MovingAverageCrossEqualityTests
{
    private static readonly BarSpec Minute = BarSpec.Parse("1m");

    [Theory]
    [InlineData(10, 30)]
    [InlineData(2, 5)]
    [InlineData(5, 20)]
    public void It_orders_what_the_exact_one_orders(int fast, int slow)
    {
        int ties = 0;
        for (int seed = 1; seed <= 60; seed++)
        {
            InstrumentTable instruments = PaperMarket.Table("BTCUSDT.BINANCE");
            var exact = new MovingAverageCross(new() { Fast = fast, Slow = slow, Bar = Minute, Quantity = "0.5" }, instruments, [Minute]);
            IRuleSet document = Document(fast, slow, instruments);
            var exactAccount = new PaperAccount(instruments, 1_000_000) { Refuses = Refusals(seed) };
            var account = new PaperAccount(instruments, 1_000_000) { Refuses = Refusals(seed) };
            var random = new Random(seed);
            var closes = new List<long>();
            long close = 1 + random.Next(9_000_000);
            for (int i = 0; i < 1_000; i++)
            {
                closes.Add(close = Math.Max(1, close + random.Next(-1, 2)));   // Small steps: ties are common.
                ClosedBar bar = Bar(close, i);
                exactAccount.Begin(in bar);
                account.Begin(in bar);
                exact.OnBar(in bar, exactAccount);
                document.OnBar(in bar, account);
                Assert.True(exactAccount.Wants.SequenceEqual(account.Wants), $"seed {seed}, bar {i}: exact [{string.Join(", ", exactAccount.Wants)}], document [{string.Join(", ", account.Wants)}]");
                if (closes.Count >= slow && closes.TakeLast(fast).Sum() * slow == closes.TakeLast(slow).Sum() * fast) { ties++; }
            }

            Assert.True(account.OrderCount > 5, $"seed {seed}: {account.OrderCount} orders");
        }

        Assert.True(ties > 300, $"only {ties} ties");
    }

    [Fact]
    public void Means_of_plain_decimals_do_not_keep_ties_which_is_why_the_file_counts_steps()
    {
        InstrumentTable instruments = PaperMarket.Table("BTCUSDT.BINANCE");
        RuleReading plain = RuleText.Read("name: x\nbar: 1m\nentry_long: cross_above(sma(close, 10), sma(close, 30))\nexit_long: cross_below(sma(close, 10), sma(close, 30))\nsizing: {quantity: 0.5}");
        int differences = 0;
        for (int seed = 1; seed <= 60; seed++)
        {
            var document = new DocumentRuleSet(plain.Document!, plain.Program!, instruments, [Minute]);
            var exact = new MovingAverageCross(new() { Fast = 10, Slow = 30, Bar = Minute, Quantity = "0.5" }, instruments, [Minute]);
            var accounts = (Exact: new PaperAccount(instruments, 1_000_000), Document: new PaperAccount(instruments, 1_000_000));
            var random = new Random(seed);
            long close = 1 + random.Next(9_000_000);
            for (int i = 0; i < 1_000; i++)
            {
                ClosedBar bar = Bar(close = Math.Max(1, close + random.Next(-1, 2)), i);
                accounts.Exact.Begin(in bar);
                accounts.Document.Begin(in bar);
                exact.OnBar(in bar, accounts.Exact);
                document.OnBar(in bar, accounts.Document);
                if (!accounts.Exact.Wants.SequenceEqual(accounts.Document.Wants)) { differences++; }
            }
        }

        Assert.True(differences > 0, "no tie was broken by rounding: the workaround in the file could go");
    }

    private static IRuleSet Document(int fast, int slow, InstrumentTable instruments)
    {
        RuleReading shipped = ShippedRuleSets.Read("moving-average-cross");
        RuleDocument document = shipped.Document!.WithParameters(new Dictionary<string, double> { ["fast"] = fast, ["slow"] = slow });
        RuleDocument sized = document with { Sizing = RuleText.Read("name: x\nbar: 1m\nentry_long: close > 0\nexit_long: close > 0\nsizing: {quantity: 0.5}").Document!.Sizing };
        return new DocumentRuleSet(sized, RuleCompiler.Compile(sized).Program!, instruments, [Minute]);
    }

    // One entry in eight is refused; both accounts draw the same numbers. A refused exit only the document sends again.
    private static Func<Side, bool> Refusals(int seed)
    {
        var random = new Random(seed * 31);
        return side => side == Side.Buy && random.Next(8) == 0;
    }

    private static ClosedBar Bar(long close, int i) => new()
    {
        CloseTime = new Timestamp((i + 1) * Minute.Step),
        Bar = new Bar { Open = new Price(close), High = new Price(close), Low = new Price(close), Close = new Price(close), Volume = new Quantity(1), OpenTime = new Timestamp(i * Minute.Step) },
    };
}

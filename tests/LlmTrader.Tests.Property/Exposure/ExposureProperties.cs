using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Exposure;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tests.Property.RuleExecution;

namespace LlmTrader.Tests.Property.Exposure;

/// <summary>No run of a rule set over random markets ever enters more than its worst case says.</summary>
public sealed class ExposureProperties
{
    private const int Documents = 400;
    private const int Bars = 250;
    private const decimal Cash = 1_000_000;

    private static readonly string[] Names = ["BTCUSDT.X", "ETHUSDT.X", "ADAUSDT.X"];
    private static readonly string[] Sizes = ["{0}", "min(rsi(close, 5), {0})", "{0} / (1 + atr(5))", "if(close > ema(close, 9), {0}, {0} / 3)", "{0} * rsi(close, 7) / 100", "max(1, {0} - hour)"];

    [Fact]
    public void What_is_entered_stays_below_the_worst_case_at_the_highest_equity_and_price_so_far()
    {
        int trading = 0, near = 0;
        for (int seed = 0; seed < Documents; seed++)
        {
            string yaml = Document(new Random(seed));
            RuleReading reading = RuleText.Read(yaml);
            Assert.True(reading.IsValid, $"seed {seed}: {string.Join('\n', reading.Diagnostics)}\n{yaml}");
            InstrumentTable instruments = PaperMarket.Table(Names);
            DocumentRuleSet rules = new(reading.Document!, reading.Program!, instruments, [reading.Document!.Bar]);
            PaperAccount paper = new(instruments, Cash) { Listener = rules };
            SizedAccount account = new(paper);
            double[] highest = new double[Names.Length], bound = new double[Names.Length];
            double peak = (double)Cash;
            foreach (ClosedBar bar in PaperMarket.Bars(seed, Bars, Names.Length, BarSpec.Parse("5m")))
            {
                ClosedBar closed = bar;
                account.Begin(in closed);
                int id = closed.Instrument.Value;
                highest[id] = Math.Max(highest[id], closed.Bar.Close.Raw / 100.0);
                peak = Math.Max(peak, paper.Equity(instruments[closed.Instrument].Quote).Raw / (double)Money.One);
                if (reading.Document.StopLoss is not null && rules.OnPrice(closed.Instrument, closed.Bar.Low, account) == RuleSetOutcome.NotMine) { continue; }
                rules.OnBar(in closed, account);
                double worst = Worst(reading, id, highest[id], peak);
                double entered = account.Entered(closed.Instrument);
                Assert.True(entered <= worst * (1 + 1e-9), $"seed {seed}: {entered} was entered in {Names[id]}, at most {worst} was said\n{yaml}");
                bound[id] = Math.Max(bound[id], worst == 0 ? 0 : entered / worst);
            }

            if (paper.OrderCount > 0) { trading++; }
            if (bound.Max() > 0.5) { near++; }
        }

        Assert.True(trading > Documents / 2, $"Only {trading} of {Documents} traded.");
        Assert.True(near > Documents / 5, $"Only {near} of {Documents} came near their worst case: it is no use.");
    }

    [Fact]
    public void A_grid_never_holds_more_than_all_its_levels()
    {
        int full = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            Random random = new(seed);
            int levels = random.Next(1, 6), size = random.Next(1, 20);
            string side = new[] { "buy", "sell", "both" }[random.Next(3)];
            RuleReading reading = RuleText.Read($"name: g\nbar: 5m\ngrid:\n  levels: {levels}\n  spacing: {{percent: {random.Next(1, 3)}}}\n  size: {{quantity: {size}}}\n  side: {side}\n");
            Assert.True(reading.IsValid, string.Join('\n', reading.Diagnostics));
            InstrumentTable instruments = PaperMarket.Table(Names);
            DocumentRuleSet rules = new(reading.Document!, reading.Program!, instruments, [reading.Document!.Bar]);
            PaperAccount account = new(instruments, Cash) { Listener = rules };
            double most = 0;
            foreach (ClosedBar bar in PaperMarket.Bars(seed, Bars, Names.Length, BarSpec.Parse("5m")))
            {
                ClosedBar closed = bar;
                account.Begin(in closed);
                rules.OnBar(in closed, account);
                most = Math.Max(most, Math.Abs(account.Position(closed.Instrument).Raw) / 10_000.0);
            }

            double worst = Worst(reading, 0, price: 1, (double)Cash);    // In units, at a price of 1.
            Assert.InRange(most, 0, worst);
            if (most == worst) { full++; }
        }

        Assert.True(full > 10, $"Only {full} of 100 were ever full.");
    }

    private static double Worst(RuleReading reading, int instrument, double price, double equity)
    {
        ExposureReport report = ExposureGate.Judge(reading.Document!, reading.Program!, new ExposureContext
        {
            Equity = new Dictionary<string, double> { ["USDT"] = equity },
            Instruments = [.. Names.Select(name => new ExposedInstrument { Name = name, Quote = "USDT", Price = price, MaxLeverage = 1e9, ShortSelling = true })],    // Neither cash nor limits: sizing alone.
        }, new ExposureLimits());
        return report.Instruments.Single(one => one.Instrument == Names[instrument]).Notional;
    }

    private static string Document(Random random)
    {
        string Number(double low, double high) => (low + ((high - low) * random.NextDouble())).ToString("0.##", CultureInfo.InvariantCulture);
        string Size(double low, double high) => '"' + string.Format(CultureInfo.InvariantCulture, Sizes[random.Next(Sizes.Length)], Number(low, high)) + '"';
        int kind = random.Next(5);
        string sizing = kind switch
        {
            0 => $"{{quantity: {Size(1, 50)}}}",
            1 => $"{{notional: {Size(100, 200_000)}}}",
            2 => $"{{percent_of_equity: {Size(1, 150)}}}",
            3 => $"{{volatility_target: {Size(1, 200)}, volatility_bars: {random.Next(2, 20)}, max_leverage: {Number(0.1, 3)}}}",
            _ => $"{{risk_per_trade: {Size(0.1, 3)}}}",
        };
        string stop = kind == 4 || random.Next(2) == 0 ? $"stop_loss: {{percent: {Size(1, 10)}}}\n" : "";
        string order = random.Next(3) == 0 ? $"order: {{limit: {{percent: {Number(0, 0.5)}}}, time_out: {random.Next(1, 4)}}}\n" : "";
        string cooldown = random.Next(2) == 0 ? $"cooldown: {random.Next(1, 4)}\n" : "";
        return $"name: r\nbar: 5m\nentry_long: rsi(close, {random.Next(2, 6)}) < {random.Next(30, 60)}\nexit_long: rsi(close, 4) > {random.Next(60, 95)}\nentry_short: rsi(close, 3) > {random.Next(70, 99)}\nexit_short: rsi(close, 3) < 40\n"
            + $"sizing: {sizing}\nmax_entries: {random.Next(1, 6)}\n{stop}{order}{cooldown}";
    }
}

using LlmTrader.Strategies.Generation.Observations;
using LlmTrader.Tests.Integration.Admin;
using LlmTrader.Tools.Hosting.Runs;
using LlmTrader.Tools.Hosting.Strategist.Observing;

namespace LlmTrader.Tests.Integration.Strategist;

/// <summary>An observation of a live engine, read over its admin socket.</summary>
public sealed class ObservationReaderTests
{
    [Fact]
    public async Task A_live_engine_is_observed_and_a_standing_market_gives_the_same_hash_twice()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        await run.WaitAsync(views => views.Orders.Fills.Count > 5 && views.Bars.Closed > 200);
        run.StopFeeding();
        (int placed, _) = await run.PostAsync("/v1/orders", """{"symbol":"BTCUSDT.SIM","side":"buy","type":"limit","quantity":"0.010","price":"1.00"}""");
        Assert.Equal(200, placed);
        ObservedUniverse universe = new() { Bars = ["1s", "5s"] };
        ObservationFacts facts = Reader(run).Read(universe, [], CancellationToken.None);
        Observation observation = ObservationBuilder.Build(facts);
        Assert.Equal(["ACME.SIM", "BTCUSDT.SIM", "ETHUSDT.SIM", "SOLUSDT.SIM"], observation.Universe.Select(one => one.Facts.Name));
        ObservedInstrument btc = observation.Universe.Single(one => one.Facts.Name == LiveRun.Btc);
        Assert.Equal(["1s", "5s"], btc.Horizons.Select(one => one.Bar));
        Assert.Equal(("spot", "USDT", "continuous"), (btc.Facts.Kind, btc.Facts.Quote, btc.Facts.Status));
        Assert.True(btc.Horizons[0].Count > 20 && !double.IsNaN(btc.Horizons[0].Figures.Rsi), "Too few bars came.");
        Assert.Contains(observation.Orders, one => one.Order is { Instrument: LiveRun.Btc, Price: 1.00m, Quantity: 0.01m, Strategy: "manual" });
        Assert.Contains(observation.Accounts, one => one is { Name: "paper", Currency: "USDT" } && one.Equity > 900_000);
        Assert.Equal(500_000, observation.Limits.Single(one => one.Instrument == LiveRun.Btc).OrderNotional);
        Assert.Equal(("drawdown", "90 %"), observation.RiskRules.Where(rule => rule.Id == 8).Select(rule => (rule.Kind, rule.Limit)).Single());
        Assert.Equal("active", observation.Slots[0].Trading);
        Assert.InRange(CanonicalObservation.Bytes(observation).Length, 1000, 128 << 10);
        Assert.Equal(CanonicalObservation.Hash(observation), CanonicalObservation.Hash(ObservationBuilder.Build(Reader(run).Read(universe, [], CancellationToken.None))));

        string masked = CanonicalObservation.Text(ObservationBuilder.Build(Anonymiser.Mask(facts, 1).Masked));
        foreach (string name in new[] { "BTC", "ETH", "SOL", "ACME", "USDT", "SIM", "paper" }) { Assert.DoesNotContain(name, masked, StringComparison.Ordinal); }
    }

    [Fact]
    public async Task A_universe_is_what_was_named_or_the_first_of_all_and_what_is_held_comes_on_top()
    {
        await using LiveRun run = await LiveRun.StartAsync();
        Assert.Equal(200, (await run.PostAsync("/v1/strategies/0/halt", "{}")).Status);
        Assert.Equal(200, (await run.PostAsync("/v1/orders", """{"symbol":"SOLUSDT.SIM","side":"buy","type":"limit","quantity":"1","price":"1.00"}""")).Status);
        string[] Names(ObservedUniverse universe) => [.. Reader(run).Read(universe, [], CancellationToken.None).Instruments.Select(one => one.Name)];
        Assert.Contains("ETHUSDT.SIM", Names(new ObservedUniverse { Bars = ["1s"], Symbols = ["ETHUSDT"] }));
        Assert.Contains("SOLUSDT.SIM", Names(new ObservedUniverse { Bars = ["1s"], Symbols = ["ETHUSDT"] }));
        Assert.Equal("ACME.SIM", Names(new ObservedUniverse { Bars = ["1s"], Limit = 1 })[0]);
        Assert.Contains("DOGE", Assert.Throws<RunException>(() => Names(new ObservedUniverse { Bars = ["1s"], Symbols = ["DOGE"] })).Message, StringComparison.Ordinal);
    }

    private static ObservationReader Reader(LiveRun run) => new((path, cancel) => run.Client.GetStringAsync(path, cancel).GetAwaiter().GetResult());
}

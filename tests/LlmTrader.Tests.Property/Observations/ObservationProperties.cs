using System.Text.Json;
using System.Text.RegularExpressions;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Observations;

namespace LlmTrader.Tests.Property.Observations;

/// <summary>One text for the same facts, another for others; bounded; and masked without anything to remember by.</summary>
public sealed partial class ObservationProperties
{
    private const int Seeds = 200;

    [Fact]
    public void The_order_in_which_facts_were_read_changes_no_byte()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            ObservationFacts facts = RandomFacts.Of(seed);
            string text = CanonicalObservation.Text(ObservationBuilder.Build(facts));
            Assert.Equal(text, CanonicalObservation.Text(ObservationBuilder.Build(RandomFacts.Shuffled(facts, seed + 1))));
            Assert.True(text.All(c => c is >= ' ' and <= '~'), "Not all of it is ASCII.");
        }
    }

    [Fact]
    public void Hashes_are_equal_when_and_only_when_the_texts_are()
    {
        Dictionary<string, string> textByHash = [];
        for (int seed = 0; seed < Seeds; seed++)
        {
            ObservationFacts facts = RandomFacts.Of(seed);
            foreach (ObservationFacts one in (IEnumerable<ObservationFacts>)[facts, .. Changes(facts)])
            {
                Observation observation = ObservationBuilder.Build(one);
                string hash = CanonicalObservation.Hash(observation), text = CanonicalObservation.Text(observation);
                Assert.True(textByHash.TryAdd(hash, text), $"Seed {seed}: a change left the hash as it was.");
            }

            ObservationFacts sameAmounts = facts with { Accounts = [.. facts.Accounts.Select(one => one with { Cash = one.Cash * 1.000m })] };    // 1.50 is 1.5.
            Assert.Equal(CanonicalObservation.Hash(ObservationBuilder.Build(facts)), CanonicalObservation.Hash(ObservationBuilder.Build(sameAmounts)));
        }
    }

    [Fact]
    public void What_does_not_fit_is_left_out_in_the_order_that_was_said_and_counted()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            ObservationFacts facts = RandomFacts.Of(seed);
            Observation all = ObservationBuilder.Build(facts, new ObservationOptions { MaxBytes = 16 << 20 });
            int least = CanonicalObservation.Bytes(ObservationBuilder.Build(facts with { Instruments = [.. facts.Instruments.Where(Needed)], Limits = [.. facts.Limits.Where(limit => Needed(facts.Instruments.First(one => one.Name == limit.Instrument)))], Decisions = [] }, new ObservationOptions { RecentBars = 0 })).Length;
            int bound = Math.Max(1024, least + 200 + new Random(seed).Next(0, CanonicalObservation.Bytes(all).Length));
            Observation fitted = ObservationBuilder.Build(facts, new ObservationOptions { MaxBytes = bound });
            Assert.InRange(CanonicalObservation.Bytes(fitted).Length, 0, bound);
            int Bars(Observation one) => one.Universe.SelectMany(instrument => instrument.Horizons).Sum(horizon => horizon.Recent.Count);
            if (fitted.Omitted.Instruments == 0) { Assert.Equal(Bars(all), Bars(fitted) + fitted.Omitted.Bars); }
            Assert.Equal(all.Universe.Count, fitted.Universe.Count + fitted.Omitted.Instruments);
            Assert.Equal(all.Orders.Count, fitted.Orders.Count + fitted.Omitted.Orders);
            if (fitted.Omitted.Instruments > 0) { Assert.Equal(0, Bars(fitted)); }
            if (fitted.Omitted.Decisions > 0) { Assert.DoesNotContain(fitted.Universe, instrument => !Needed(instrument.Facts)); }
            Assert.All(facts.Positions, held => Assert.Contains(fitted.Universe, instrument => instrument.Facts.Name == held.Instrument));
            Assert.Equal(JsonSerializer.Serialize(all.Breadth, Lenient), JsonSerializer.Serialize(fitted.Breadth, Lenient));    // Of all, whatever is told of each.

            bool Needed(InstrumentFacts one) => facts.Positions.Any(held => held.Instrument == one.Name) || facts.Orders.Any(order => order.Instrument == one.Name);
        }
    }

    [Fact]
    public void A_masked_text_has_no_symbol_venue_currency_account_or_date_and_the_map_takes_the_mask_off()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            ObservationFacts facts = RandomFacts.Of(seed);
            (ObservationFacts masked, AnonymisationMap map) = Anonymiser.Mask(facts, (ulong)seed);
            string text = CanonicalObservation.Text(ObservationBuilder.Build(masked));
            foreach (string name in RandomFacts.Symbols.SelectMany(full => full.Split('.')).Concat(["USDT", "CNY", "btc", "main-binance"]))
            {
                Assert.DoesNotMatch($"(?i)(?<![0-9.]){name}", text);    // 600519 may be a price's decimals.
            }

            Assert.DoesNotMatch(Dates(), text);
            Assert.Contains("\"asOf\":null", text, StringComparison.Ordinal);
            Assert.Equal(text, CanonicalObservation.Text(ObservationBuilder.Build(Anonymiser.Mask(RandomFacts.Shuffled(facts, seed), (ulong)seed).Masked)));

            Assert.Equal(facts.AsOf, map.AsOf);
            Assert.Equal(facts.Instruments.Select(one => one.Name).Order(), masked.Instruments.Select(one => map.NameOf(one.Name)!).Order());
            foreach (InstrumentFacts hidden in masked.Instruments)
            {
                InstrumentFacts plain = facts.Instruments.Single(one => one.Name == map.NameOf(hidden.Name));
                ObservedBar[] before = [.. plain.Horizons.SelectMany(series => series.Bars)], after = [.. hidden.Horizons.SelectMany(series => series.Bars)];
                for (int i = 0; i < before.Length; i++) { Assert.InRange(map.PriceOf(hidden.Name, after[i].Close) - before[i].Close, -0.001m, 0.001m); }
                Assert.True(before.Length == 0 || after.Any(bar => bar.Close == 100), "Prices begin at 100.");
            }

            foreach (PositionFacts hidden in masked.Positions)    // Worth the same.
            {
                PositionFacts plain = facts.Positions.Single(one => one.Instrument == map.NameOf(hidden.Instrument));
                decimal worth = plain.Quantity * plain.AveragePrice;
                Assert.InRange(hidden.Quantity * hidden.AveragePrice, worth - 1 - (Math.Abs(worth) / 10_000), worth + 1 + (Math.Abs(worth) / 10_000));
            }
        }
    }

    [Fact]
    public void Another_seed_gives_other_letters()
    {
        ObservationFacts facts = Enumerable.Range(0, 100).Select(seed => RandomFacts.Of(seed)).First(one => one.Instruments.Count == RandomFacts.Symbols.Length);
        HashSet<string> orders = [.. Enumerable.Range(0, 200).Select(seed => string.Join(',', Anonymiser.Mask(facts, (ulong)seed).Map.Instruments.Values.Select(one => one.Name)))];
        Assert.True(orders.Count > 150, $"{orders.Count} orders of 200 seeds.");
    }

    private static readonly JsonSerializerOptions Lenient = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    // One thing each, anywhere.
    private static IEnumerable<ObservationFacts> Changes(ObservationFacts facts)
    {
        yield return facts with { Accounts = [facts.Accounts[0] with { Equity = facts.Accounts[0].Equity + 0.00000001m }, facts.Accounts[1]] };
        yield return facts with { Slots = [facts.Slots[0] with { Trading = "paused" }, facts.Slots[1]] };
        yield return facts with { Limits = [.. facts.Limits.Select((one, i) => i == 0 ? one with { ShortSelling = !one.ShortSelling } : one)] };
        yield return facts with { RiskRules = [.. facts.RiskRules.Select((one, i) => i == 0 ? one with { IsOn = !one.IsOn } : one)] };
        yield return facts with { Instruments = [.. facts.Instruments.Select((one, i) => i == 0 ? one with { Status = "halted" } : one)] };
        yield return facts with { Decisions = [.. facts.Decisions, new DecisionFacts("one-more", facts.AsOf, "local/random 1", null, "active", "")] };
        if (facts.Positions.Count > 0) { yield return facts with { Positions = [facts.Positions[0] with { Quantity = facts.Positions[0].Quantity + 1 }, .. facts.Positions.Skip(1)] }; }
        if (facts.Orders.Count > 0) { yield return facts with { Orders = [facts.Orders[0] with { Created = facts.Orders[0].Created - new Duration(1) }, .. facts.Orders.Skip(1)] }; }
    }

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}")]
    private static partial Regex Dates();
}

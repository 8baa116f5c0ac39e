using System.Collections.Immutable;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>
/// Takes out of facts what would let somebody remember instead of judge: instruments become letters in a seeded order, currencies and
/// accounts numbers, times the ages that they have anyway, and every instrument's prices begin at 100. Quantities change the other way
/// round, so that what is held is worth the same. Free text is left out.
/// </summary>
public static class Anonymiser
{
    // Of prices that begin at 100, and of quantities.
    private const int PricePlaces = 6, QuantityPlaces = 8;

    private const string InstrumentScope = "instrument", AccountScope = "account", Hidden = "hidden";

    /// <summary>The masked facts, of which <see cref="ObservationBuilder"/> makes an observation without a date, and what takes the mask off.</summary>
    public static (ObservationFacts Masked, AnonymisationMap Map) Mask(ObservationFacts facts, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(facts);
        Timestamp asOf = facts.AsOf;
        IEnumerable<string> targets = facts.RiskRules.Where(rule => rule.Scope == InstrumentScope).Select(rule => rule.Target).OfType<string>();
        string[] names = Shuffled([.. facts.Instruments.Select(one => one.Name), .. targets], seed);
        Dictionary<string, string> letters = names.Select((name, i) => (name, Letter(i))).ToDictionary(pair => pair.name, pair => pair.Item2, StringComparer.Ordinal);
        Dictionary<string, decimal> bases = names.ToDictionary(name => name, name => BaseOf(facts.Instruments.FirstOrDefault(one => one.Name == name)), StringComparer.Ordinal);
        Dictionary<string, string> currencies = Numbered("Q", Shuffled([.. facts.Instruments.Select(one => one.Quote), .. facts.Accounts.Select(one => one.Currency)], seed));
        Dictionary<string, string> accounts = Numbered("P", Shuffled(
            [.. facts.Accounts.Select(one => one.Name), .. facts.Positions.Select(one => one.Account), .. facts.Orders.Select(one => one.Account), .. facts.RiskRules.Where(rule => rule.Scope == AccountScope).Select(rule => rule.Target).OfType<string>()], seed));
        Dictionary<string, string> orders = Numbered("O", [.. facts.Orders.OrderBy(one => one.Created).ThenBy(one => one.Id, StringComparer.Ordinal).Select(one => one.Id).Distinct()]);
        Dictionary<string, string> decisions = Numbered("D", [.. facts.Decisions.OrderBy(one => one.Time).ThenBy(one => one.Decision, StringComparer.Ordinal).Select(one => one.Decision).Distinct()]);
        decimal Price(string instrument, decimal price) => Math.Round(price * 100 / bases[instrument], PricePlaces);
        decimal Quantity(string instrument, decimal quantity) => Math.Round(quantity * bases[instrument] / 100, QuantityPlaces);

        ObservationFacts masked = new()
        {
            IsMasked = true,
            Instruments = [.. facts.Instruments.Select(one => one with
            {
                Name = letters[one.Name],
                Quote = currencies[one.Quote],
                TickSize = Price(one.Name, one.TickSize),
                LotSize = Quantity(one.Name, one.LotSize),
                Horizons = [.. one.Horizons.Select(series => series with
                {
                    Bars = [.. series.Bars.Select(bar => bar with
                    {
                        Open = Price(one.Name, bar.Open), High = Price(one.Name, bar.High), Low = Price(one.Name, bar.Low), Close = Price(one.Name, bar.Close), Volume = Quantity(one.Name, bar.Volume),
                    })],
                })],
            })],
            Accounts = [.. facts.Accounts.Select(one => one with { Name = accounts[one.Name], Currency = currencies[one.Currency] })],
            Positions = [.. facts.Positions.Select(one => one with { Account = accounts[one.Account], Instrument = letters[one.Instrument], Quantity = Quantity(one.Instrument, one.Quantity), AveragePrice = Price(one.Instrument, one.AveragePrice) })],
            Orders = [.. facts.Orders.Select(one => one with
            {
                Id = orders[one.Id],
                Account = accounts[one.Account],
                Instrument = letters[one.Instrument],
                Quantity = Quantity(one.Instrument, one.Quantity),
                Filled = Quantity(one.Instrument, one.Filled),
                Price = one.Price is { } price ? Price(one.Instrument, price) : null,
                Trigger = one.Trigger is { } trigger ? Price(one.Instrument, trigger) : null,
            })],
            Limits = [.. facts.Limits.Select(one => one with
            {
                Instrument = letters[one.Instrument],
                OrderQuantity = one.OrderQuantity is { } order ? Quantity(one.Instrument, order) : null,
                Position = one.Position is { } position ? Quantity(one.Instrument, position) : null,
            })],
            RiskRules = [.. facts.RiskRules.Select(one => one with
            {
                Target = one.Target is not { } target ? null : one.Scope switch { InstrumentScope => letters[target], AccountScope => accounts[target], _ => target },
                Limit = one.Limit.EndsWith('%') ? one.Limit : Hidden,   // A quantity of what is not told.
            })],
            Slots = [.. facts.Slots.Select(one => one with { RuleSet = null, RuleSetId = one.RuleSetId is { Length: 64 } hash && hash.All(char.IsAsciiHexDigitLower) ? hash : null })],   // A built-in set's is its text.
            Decisions = [.. facts.Decisions.Select(one => one with { Decision = decisions[one.Decision], Reason = "" })],
        };
        return (masked, new AnonymisationMap
        {
            Seed = seed,
            AsOf = asOf,
            Instruments = names.ToImmutableSortedDictionary(name => letters[name], name => (name, bases[name]), StringComparer.Ordinal),
            Names = new[] { currencies, accounts, orders, decisions }.SelectMany(map => map).ToImmutableSortedDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal),
        });
    }

    // The oldest close; 100, which changes nothing, where there is none.
    private static decimal BaseOf(InstrumentFacts? instrument)
    {
        ObservedBar? first = instrument?.Horizons.SelectMany(series => series.Bars).OrderBy(bar => bar.CloseTime).ThenBy(bar => bar.Close).FirstOrDefault();
        return first is { Close: > 0 } ? first.Close : 100;
    }

    // Ordered first: the order in which they came means nothing. Fisher and Yates, from the seed alone.
    private static string[] Shuffled(IEnumerable<string> names, ulong seed)
    {
        string[] shuffled = [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Xoshiro256StarStar random = new(seed);
        for (int i = shuffled.Length - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (shuffled[i], shuffled[other]) = (shuffled[other], shuffled[i]);
        }

        return shuffled;
    }

    private static Dictionary<string, string> Numbered(string prefix, string[] names) =>
        names.Select((name, i) => (name, masked: string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}{i + 1}"))).ToDictionary(pair => pair.name, pair => pair.masked, StringComparer.Ordinal);

    /// <summary>A to Z, then AA to ZZ and on, as columns of a sheet are named.</summary>
    private static string Letter(int number) => number < 26 ? ((char)('A' + number)).ToString() : Letter((number / 26) - 1) + Letter(number % 26);
}

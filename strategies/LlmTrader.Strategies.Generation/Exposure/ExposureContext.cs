using LlmTrader.Strategies.Generation.Observations;

namespace LlmTrader.Strategies.Generation.Exposure;

/// <summary>What a candidate meets in the engine.</summary>
public sealed record ExposureContext
{
    /// <summary>The part of the account's equity that the slot's rules size by, 0 to 1: the slot's cash share, at its full capital.</summary>
    public double Share { get; init; } = 1;

    /// <summary>All of the engine's; the rules' own universe is chosen from them.</summary>
    public required IReadOnlyList<ExposedInstrument> Instruments { get; init; }

    /// <summary>The account's equity by currency.</summary>
    public required IReadOnlyDictionary<string, double> Equity { get; init; }

    /// <summary>As it was observed: prices are the newest closes, endless where there is none, so that sizes in units have no bound then.</summary>
    /// <param name="facts">Not masked.</param>
    /// <param name="account">The one that the strategies trade.</param>
    /// <param name="share">As <see cref="Share"/>.</param>
    public static ExposureContext Of(ObservationFacts facts, string account, double share)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return new ExposureContext
        {
            Share = share,
            Equity = facts.Accounts.Where(one => one.Name == account).ToDictionary(one => one.Currency, one => (double)one.Equity, StringComparer.Ordinal),
            Instruments = [.. facts.Instruments.OrderBy(one => one.Name, StringComparer.Ordinal).Select(one =>
            {
                LimitFacts? limit = facts.Limits.FirstOrDefault(known => known.Instrument == one.Name);
                ObservedBar? newest = one.Horizons.SelectMany(series => series.Bars).MaxBy(bar => bar.CloseTime);
                return new ExposedInstrument
                {
                    Name = one.Name,
                    Quote = one.Quote,
                    Price = newest is null ? double.PositiveInfinity : (double)newest.Close,
                    MaxLeverage = (double)one.MaxLeverage,
                    ShortSelling = limit?.ShortSelling ?? one.MaxLeverage > 1,
                    OrderQuantity = (double?)limit?.OrderQuantity,
                    OrderNotional = (double?)limit?.OrderNotional,
                    Position = (double?)limit?.Position,
                };
            })],
        };
    }
}

/// <summary>An instrument as a worst case sees it; null is no limit.</summary>
public sealed record ExposedInstrument
{
    /// <summary>Symbol and venue.</summary>
    public required string Name { get; init; }

    public required string Quote { get; init; }

    /// <summary>The last price; sizes in units are worth it.</summary>
    public required double Price { get; init; }

    /// <summary>1 for what is paid in full: then a long position is never worth more than the cash of the slot.</summary>
    public double MaxLeverage { get; init; } = 1;

    public bool ShortSelling { get; init; }

    /// <summary>Of one order, in units.</summary>
    public double? OrderQuantity { get; init; }

    /// <summary>Of one order, by value.</summary>
    public double? OrderNotional { get; init; }

    /// <summary>Of the position, in units.</summary>
    public double? Position { get; init; }
}

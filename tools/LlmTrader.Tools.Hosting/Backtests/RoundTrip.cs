using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Backtests;

/// <summary>
/// A trade in the sense of the statistics: a position of one account in one instrument from flat to flat, all fills
/// inside. Adding to a position and closing a part of it belong to the same round trip. A fill that takes the position
/// through zero ends one round trip and begins the next: its notional is split at its price, its fee by quantity (ties to
/// even, the rest goes to the new one). A position that is still open at the end is none yet.
/// Amounts are 10^-8 of the instrument's quote currency.
/// </summary>
public readonly record struct RoundTrip
{
    public required AccountId Account { get; init; }

    public required InstrumentId Instrument { get; init; }

    /// <summary><see cref="Side.Buy"/> for a long position, <see cref="Side.Sell"/> for a short one.</summary>
    public required Side EntrySide { get; init; }

    /// <summary>Engine time of the first fill.</summary>
    public required Timestamp EntryTime { get; init; }

    /// <summary>Engine time of the fill that made the position flat.</summary>
    public required Timestamp ExitTime { get; init; }

    /// <summary>All that was entered, which is all that was left again; more than the largest position when parts were added after partial closes.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>Weighted by quantity, ties to even at the instrument's price scale. For people to read: no amount comes from it.</summary>
    public required Price AverageEntryPrice { get; init; }

    /// <inheritdoc cref="AverageEntryPrice"/>
    public required Price AverageExitPrice { get; init; }

    /// <summary>What the sales brought less what the purchases cost.</summary>
    public required long GrossRaw { get; init; }

    /// <summary>Fees of the fills in the quote currency; those in other currencies are in <c>fills.csv</c> only.</summary>
    public required long FeesRaw { get; init; }

    /// <summary>Fills, one that is split counted on both sides.</summary>
    public required int Fills { get; init; }

    public long NetRaw => checked(GrossRaw - FeesRaw);

    public Duration Held => ExitTime - EntryTime;
}

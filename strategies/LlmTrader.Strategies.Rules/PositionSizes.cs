using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules;

/// <summary>Turns quantities in decimal text into raw ones, by instrument.</summary>
internal static class PositionSizes
{
    /// <summary>
    /// One size per instrument; zero where neither a name nor the default gives one. Throws <see cref="ArgumentException"/>
    /// for an unknown or ambiguous name, text that is not a positive whole number of lots, and when nothing is left to trade.
    /// </summary>
    public static Quantity[] Resolve(string? defaultText, IReadOnlyDictionary<string, string> byName, InstrumentTable instruments)
    {
        var sizes = new Quantity[instruments.Count];
        foreach ((string name, string text) in byName)
        {
            if (!instruments.TryFind(name, out Instrument? instrument))
            {
                throw new ArgumentException($"quantity.{name}: no instrument has this name, or several venues have this symbol.");
            }

            ref Quantity size = ref sizes[instrument.Id.Value];
            if (!size.IsZero) { throw new ArgumentException($"quantity.{name}: '{instrument.FullName}' has a quantity already."); }
            size = Parse(text, instrument);
        }

        if (defaultText is not null)
        {
            foreach (Instrument instrument in instruments.All)
            {
                ref Quantity size = ref sizes[instrument.Id.Value];
                if (size.IsZero) { size = Parse(defaultText, instrument); }
            }
        }

        if (Array.TrueForAll(sizes, size => size.IsZero)) { throw new ArgumentException("quantity is missing: no instrument would be traded."); }
        return sizes;
    }

    private static Quantity Parse(string text, Instrument instrument)
    {
        FixedPointError error = FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), instrument.QuantityScale, out long raw);
        string? problem = error switch
        {
            not FixedPointError.None => FixedPoint.Describe(error, instrument.QuantityScale),
            _ when raw <= 0 => "is not positive",
            _ when raw % instrument.LotSize.Raw != 0 => $"is not a multiple of the lot, {FixedPoint.Format(instrument.LotSize.Raw, instrument.QuantityScale)}",
            _ => null,
        };
        return problem is null ? new Quantity(raw) : throw new ArgumentException($"quantity '{text}' of '{instrument.FullName}' {problem}.");
    }
}

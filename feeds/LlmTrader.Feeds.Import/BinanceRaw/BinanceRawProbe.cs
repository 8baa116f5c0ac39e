using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;

namespace LlmTrader.Feeds.Import;

/// <summary>Finds the scales of a recording's numbers by reading all of it once, in constant memory.</summary>
internal static class BinanceRawProbe
{
    private const int PriceScale = 8;   // The venue never gives more decimals.

    // Quantities of the cheapest coins don't fit 64 bits with eight decimals, and have none.
    private static readonly int[] QuantityScales = [8, 4, 0];

    /// <summary>Throws <see cref="ImportException"/> for a file that can't be read; bad lines are counted only.</summary>
    public static ScaleProbeResult Run(string path, string? zipEntry)
    {
        using var lines = LineReader.Open(path, zipEntry, BinanceRawLayout.BufferBytes(null));
        BinanceParser[] parsers = [.. QuantityScales.Select(scale => new BinanceParser(PriceScale, scale))];
        (long rows, long unreadable, int prices, int quantities) = (0, 0, 0, 0);
        (Timestamp first, Timestamp last, string? symbol) = (default, default, null);
        while (lines.TryReadContent(out ReadOnlySpan<byte> line))
        {
            lines.Row = ++rows;
            if (!RecordedLine.TrySplit(line, out Timestamp received, out Range frame)) { unreadable++; continue; }
            int which = 0;
            BinanceFault fault = parsers[0].Parse(line[frame]);
            while (fault == BinanceFault.TooLarge && ++which < parsers.Length) { fault = parsers[which].Parse(line[frame]); }
            if (fault != BinanceFault.None) { unreadable++; continue; }

            BinanceMessage message = parsers[which].Message;
            Widen(message, QuantityScales[which], ref prices, ref quantities);
            if (first == default) { first = received; }
            last = received;
            if (symbol is null && !message.Symbol.IsEmpty) { symbol = System.Text.Encoding.UTF8.GetString(message.Symbol); }
        }

        return new ScaleProbeResult(rows, unreadable, prices, quantities, first, last, Duration.Zero, symbol);
    }

    private static void Widen(BinanceMessage message, int scale, ref int prices, ref int quantities)
    {
        Widen(message.Trade.Price.Raw, PriceScale, ref prices);
        Widen(message.Trade.Quantity.Raw, scale, ref quantities);
        Widen(message.Quote.BidPrice.Raw, PriceScale, ref prices);
        Widen(message.Quote.AskPrice.Raw, PriceScale, ref prices);
        Widen(message.Quote.BidQuantity.Raw, scale, ref quantities);
        Widen(message.Quote.AskQuantity.Raw, scale, ref quantities);
        Widen(message.Depth.Bids, scale, ref prices, ref quantities);
        Widen(message.Depth.Asks, scale, ref prices, ref quantities);
    }

    private static void Widen(ReadOnlySpan<BookLevel> levels, int scale, ref int prices, ref int quantities)
    {
        foreach (ref readonly BookLevel level in levels)
        {
            Widen(level.Price.Raw, PriceScale, ref prices);
            Widen(level.Quantity.Raw, scale, ref quantities);
        }
    }

    private static void Widen(long raw, int scale, ref int needed)
    {
        while (needed < scale && raw % FixedPoint.Pow10(scale - needed) != 0) { needed++; }
    }
}

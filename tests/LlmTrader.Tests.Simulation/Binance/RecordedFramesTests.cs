using System.Globalization;
using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;

namespace LlmTrader.Tests.Simulation.Binance;

/// <summary>Every recorded frame, read by the parser and by JsonDocument with decimal: the same, field by field.</summary>
public sealed class RecordedFramesTests
{
    private const int Scale = 8;

    private readonly BinanceParser _parser = new(Scale, Scale);

    [SkippableFact]
    public void Every_recorded_frame_is_read_as_JsonDocument_reads_it()
    {
        int frames = 0;
        foreach (byte[] frame in RecordedFrames.All.SelectMany(RecordedFrames.Read))
        {
            frames++;
            Assert.Equal(BinanceFault.None, _parser.Parse(frame));
            if (Difference(frame) is { } difference) { Assert.Fail($"{difference}: {System.Text.Encoding.UTF8.GetString(frame)}"); }
        }

        Assert.Equal(241_798, frames);
    }

    private string? Difference(byte[] frame)
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        JsonElement data = document.RootElement.TryGetProperty("data", out JsonElement inner) ? inner : document.RootElement;
        BinanceMessage message = _parser.Message;
        if (data.TryGetProperty("lastUpdateId", out JsonElement snapshot))
        {
            return Check(message.Kind == BinanceMessageKind.DepthSnapshot && message.Depth.IsSnapshot, "kind")
                ?? Check(message.Depth.FinalUpdateId == snapshot.GetInt64(), "lastUpdateId")
                ?? Levels(message.Depth.Bids, data.GetProperty("bids"), "bids") ?? Levels(message.Depth.Asks, data.GetProperty("asks"), "asks");
        }

        string? common = Check(System.Text.Encoding.ASCII.GetString(message.Symbol) == data.GetProperty("s").GetString(), "s") ?? Time(message.EventTime, data, "E") ?? Time(message.TransactionTime, data, "T");
        if (common is not null) { return common; }
        string kind = data.TryGetProperty("e", out JsonElement e) ? e.GetString()! : "bookTicker";
        return kind switch
        {
            "trade" => Check(message.Kind == BinanceMessageKind.Trade, "kind")
                ?? Check(message.Trade.TradeId == data.GetProperty("t").GetInt64(), "t")
                ?? Check(message.Trade.Price.Raw == Raw(data.GetProperty("p")), "p")
                ?? Check(message.Trade.Quantity.Raw == Raw(data.GetProperty("q")), "q")
                ?? Check(message.Trade.Aggressor == (data.GetProperty("m").GetBoolean() ? Side.Sell : Side.Buy), "m"),
            "bookTicker" => Check(message.Kind == BinanceMessageKind.BookTicker, "kind")
                ?? Check(message.QuoteUpdateId == data.GetProperty("u").GetInt64(), "u")
                ?? Check((message.Quote.BidPrice.Raw, message.Quote.BidQuantity.Raw) == (Raw(data.GetProperty("b")), Raw(data.GetProperty("B"))), "b")
                ?? Check((message.Quote.AskPrice.Raw, message.Quote.AskQuantity.Raw) == (Raw(data.GetProperty("a")), Raw(data.GetProperty("A"))), "a"),
            "depthUpdate" => Check(message.Kind == BinanceMessageKind.DepthUpdate && !message.Depth.IsSnapshot, "kind")
                ?? Check((message.Depth.FirstUpdateId, message.Depth.FinalUpdateId) == (data.GetProperty("U").GetInt64(), data.GetProperty("u").GetInt64()), "U, u")
                ?? Check(message.Depth.PreviousUpdateId == (data.TryGetProperty("pu", out JsonElement pu) ? pu.GetInt64() : data.GetProperty("U").GetInt64() - 1), "pu")
                ?? Levels(message.Depth.Bids, data.GetProperty("b"), "b") ?? Levels(message.Depth.Asks, data.GetProperty("a"), "a"),
            _ => "a kind that nobody knows",
        };
    }

    private static string? Time(Timestamp read, JsonElement data, string field) =>
        Check(read == (data.TryGetProperty(field, out JsonElement ms) ? new Timestamp(ms.GetInt64() * 1_000_000) : Timestamp.MinValue), field);

    private static string? Levels(ReadOnlySpan<BookLevel> read, JsonElement levels, string side)
    {
        if (read.Length != levels.GetArrayLength()) { return side; }
        int i = 0;
        foreach (JsonElement level in levels.EnumerateArray())
        {
            if (read[i].Price.Raw != Raw(level[0]) || read[i].Quantity.Raw != Raw(level[1])) { return $"{side}[{i}]"; }
            i++;
        }

        return null;
    }

    private static long Raw(JsonElement text) => (long)(decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture) * 100_000_000);

    private static string? Check(bool isSame, string field) => isSame ? null : field;
}

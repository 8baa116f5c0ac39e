using System.Buffers.Binary;
using System.Security.Cryptography;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Simulated;

namespace LlmTrader.Tests.Unit.Simulated;

/// <summary>SHA-256 over the meaning of events, field by field as little-endian 64-bit numbers, whatever their layout.</summary>
internal static class EventDigest
{
    public static string Of(SimulatedMarketOptions options, int count)
    {
        using var market = new SimulatedMarket(options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        EngineEvent e = default;
        for (int i = 0; i < count; i++)
        {
            Assert.True(market.TryRead(ref e));
            Add((long)e.Kind, e.Instrument.Value, e.Time.Nanoseconds, e.ExchangeTime.Nanoseconds);
            if (e.Kind == EventKind.Trade) { Add(e.Trade.Price.Raw, e.Trade.Quantity.Raw, e.Trade.TradeId, (long)e.Trade.Aggressor); }
            else { Add(e.Quote.BidPrice.Raw, e.Quote.BidQuantity.Raw, e.Quote.AskPrice.Raw, e.Quote.AskQuantity.Raw); }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(long a, long b, long c, long d)
        {
            Span<byte> bytes = stackalloc byte[32];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, a);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], b);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], c);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], d);
            hash.AppendData(bytes);
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Feeds.Binance;

/// <summary>Reads what the venue trades, and by which filters.</summary>
public static class ExchangeInfo
{
    private const int Weight = 20;

    /// <summary>Asks the venue for some symbols. Throws <see cref="InvalidDataException"/> with the reason when it does not answer so.</summary>
    public static async Task<IReadOnlyList<SymbolInfo>> FetchAsync(BinanceRest rest, IReadOnlyList<string> symbols, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(rest);
        ArgumentNullException.ThrowIfNull(symbols);
        string names = string.Join(',', symbols.Select(symbol => $"\"{symbol.ToUpperInvariant()}\""));
        RestAnswer answer = await rest.GetAsync($"api/v3/exchangeInfo?symbols={Uri.EscapeDataString($"[{names}]")}", Weight, stop).ConfigureAwait(false);
        if (!answer.IsSuccess) { throw new InvalidDataException(answer.Problem); }
        IReadOnlyList<SymbolInfo> infos = Read(answer.Body.Span);
        string[] missing = [.. symbols.Where(symbol => !infos.Any(info => info.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase)))];
        return missing.Length == 0 ? infos : throw new InvalidDataException($"The venue's exchangeInfo lacks {string.Join(", ", missing)}.");
    }

    /// <summary>Reads an answer. Symbols without the filters of price and lot are left out. Throws <see cref="InvalidDataException"/> that names symbol and field.</summary>
    public static IReadOnlyList<SymbolInfo> Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (!document.RootElement.TryGetProperty("symbols", out JsonElement symbols)) { throw new InvalidDataException("exchangeInfo: 'symbols' is missing."); }
            return [.. symbols.EnumerateArray().Select(ReadSymbol).OfType<SymbolInfo>()];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"exchangeInfo can't be read: {fault.Message}", fault);
        }
    }

    private static SymbolInfo? ReadSymbol(JsonElement json)
    {
        string symbol = json.GetProperty("symbol").GetString()!;
        Dictionary<string, JsonElement> filters = new(StringComparer.Ordinal);
        foreach (JsonElement filter in json.GetProperty("filters").EnumerateArray()) { filters[filter.GetProperty("filterType").GetString()!] = filter; }
        if (!filters.ContainsKey("PRICE_FILTER") || !filters.ContainsKey("LOT_SIZE")) { return null; }
        return new SymbolInfo
        {
            Symbol = symbol,
            Status = json.GetProperty("status").GetString()!,
            BaseAsset = json.GetProperty("baseAsset").GetString()!,
            QuoteAsset = json.GetProperty("quoteAsset").GetString()!,
            TickSize = Step("PRICE_FILTER", "tickSize"),
            StepSize = Step("LOT_SIZE", "stepSize"),
            MinQuantity = Amount("LOT_SIZE", "minQty"),
            MaxQuantity = Amount("LOT_SIZE", "maxQty"),
            MaxMarketQuantity = filters.ContainsKey("MARKET_LOT_SIZE") ? Amount("MARKET_LOT_SIZE", "maxQty") : 0,
            MinNotional = filters.ContainsKey("NOTIONAL") ? Amount("NOTIONAL", "minNotional") : filters.ContainsKey("MIN_NOTIONAL") ? Amount("MIN_NOTIONAL", "minNotional") : 0,
        };

        long Step(string filter, string field) => Amount(filter, field) is > 0 and var step ? step : throw Bad(filter, field, "a step above 0");

        long Amount(string filter, string field)
        {
            string text = filters[filter].TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Bad(filter, field, "a decimal text");
            FixedPointError error = FixedPoint.TryParse(Encoding.UTF8.GetBytes(text), SymbolInfo.Scale, out long raw);
            if (error == FixedPointError.TooLarge) { return long.MaxValue; }   // As good as no limit.
            return error == FixedPointError.None && raw >= 0 ? raw : throw Bad(filter, field, string.Create(CultureInfo.InvariantCulture, $"a number of at most {SymbolInfo.Scale} decimals, not '{text}'"));
        }

        InvalidDataException Bad(string filter, string field, string expected) => new($"exchangeInfo: {symbol}: {filter}.{field} must be {expected}.");
    }
}

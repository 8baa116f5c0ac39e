using System.IO.Compression;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Binance;
using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Unit.Binance;

/// <summary>The venue's filters as instruments.</summary>
public class ExchangeInfoTests
{
    private const string Bitcoin = """
        {"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[
        {"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000","tickSize":"0.01000000"},
        {"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"},
        {"filterType":"MARKET_LOT_SIZE","minQty":"0.00000000","maxQty":"87.65432198","stepSize":"0.00000000"},
        {"filterType":"NOTIONAL","minNotional":"5.00000000","applyMinToMarket":true}]}]}
        """;

    [Fact]
    public void Filters_become_an_instrument_that_differs_in_nothing()
    {
        SymbolInfo info = Assert.Single(Read(Bitcoin));
        Instrument instrument = info.ToInstrument(new InstrumentId(0), "BINANCE", new FeeRate(100_000), new FeeRate(100_000));
        Assert.Equal(("BTCUSDT.BINANCE", 2, 8, 1L, 1_000L), (instrument.FullName, instrument.PriceScale, instrument.QuantityScale, instrument.TickSize.Raw, instrument.LotSize.Raw));
        Assert.Equal((1_000L, 900_000_000_000L, 8_765_432_198L, 500_000_000L), (instrument.MinQuantity.Raw, instrument.MaxQuantity.Raw, instrument.MaxMarketQuantity.Raw, instrument.MinNotionalRaw));
        Assert.Empty(info.DifferencesFrom(instrument));
    }

    [Fact]
    public void Each_difference_is_told_with_both_values()
    {
        SymbolInfo info = Read(Bitcoin)[0];
        Instrument instrument = info.ToInstrument(new InstrumentId(0), "BINANCE", default, default);
        Assert.Equal(["BTCUSDT: tick size is 0.05, the venue says 0.01000000"], info.DifferencesFrom(instrument with { TickSize = new PriceOffset(5) }));
        Assert.Contains("smallest notional is 0.00000000, the venue says 5.00000000", Assert.Single(info.DifferencesFrom(instrument with { MinNotionalRaw = 0 })), StringComparison.Ordinal);
        Assert.Contains("status at the venue is HALT", Assert.Single((info with { Status = "HALT" }).DifferencesFrom(instrument)), StringComparison.Ordinal);
        Assert.Contains("base is ETH", Assert.Single(info.DifferencesFrom(instrument with { Base = Currency.Parse("ETH") })), StringComparison.Ordinal);

        // Steps of orders, but books are finer; the market limit is met by its strictest multiple.
        Instrument coarse = instrument with { QuantityScale = 5, LotSize = new Quantity(1), MinQuantity = new Quantity(1), MaxQuantity = new Quantity(900_000_000), MaxMarketQuantity = new Quantity(8_765_432) };
        Assert.Contains("quantities have 5 decimals", Assert.Single(info.DifferencesFrom(coarse)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "'symbols' is missing")]
    [InlineData("[1", "can't be read")]
    [InlineData("""{"symbols":[{"symbol":"X","filters":[{"filterType":"PRICE_FILTER","tickSize":"0"},{"filterType":"LOT_SIZE"}],"status":"TRADING","baseAsset":"X","quoteAsset":"Y"}]}""", "X: PRICE_FILTER.tickSize must be a step above 0")]
    [InlineData("""{"symbols":[{"symbol":"X","filters":[{"filterType":"PRICE_FILTER","tickSize":"1"},{"filterType":"LOT_SIZE","stepSize":5}],"status":"TRADING","baseAsset":"X","quoteAsset":"Y"}]}""", "X: LOT_SIZE.stepSize must be a decimal text")]
    [InlineData("""{"symbols":[{"symbol":"X"}]}""", "can't be read")]
    public void A_bad_answer_is_refused_with_symbol_and_field(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Read(json)).Message, StringComparison.Ordinal);

    [SkippableFact]
    public void All_recorded_symbols_are_read_and_become_instruments()
    {
        using FileStream packed = File.OpenRead(SharedData.Find("exchange-messages", "binance", "cryptofeed_BINANCE.0.log.gz"));
        using GZipStream plain = new(packed, CompressionMode.Decompress);
        using StreamReader lines = new(plain);
        string line = lines.ReadLine()!;
        while (!line.Contains("/exchangeInfo -> ", StringComparison.Ordinal)) { line = lines.ReadLine()!; }
        IReadOnlyList<SymbolInfo> infos = Read(line[line.IndexOf('{', StringComparison.Ordinal)..]);
        Assert.True(infos.Count > 1_000, $"{infos.Count} symbols");
        int instruments = 0;
        foreach (SymbolInfo info in infos.Where(info => Currency.TryParse(info.BaseAsset, out _)))
        {
            Instrument instrument = info.ToInstrument(new InstrumentId(0), "BINANCE", default, default);
            Assert.True(!info.IsTrading || info.DifferencesFrom(instrument).Count == 0, string.Join("; ", info.DifferencesFrom(instrument)));
            instruments++;
        }

        Assert.True(instruments > 1_000);
    }

    private static IReadOnlyList<SymbolInfo> Read(string json) => ExchangeInfo.Read(Encoding.UTF8.GetBytes(json));
}

using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Import;

namespace LlmTrader.Tests.Golden.Import;

/// <summary>A real file as the importer sees it, with the scales that the probe finds.</summary>
internal sealed class Imported
{
    private Imported(ScaleProbeResult probe, ImportCounts counts, Instrument instrument, List<EngineEvent> events) =>
        (Probe, Counts, Instrument, Events) = (probe, counts, instrument, events);

    public ScaleProbeResult Probe { get; }

    public ImportCounts Counts { get; }

    public Instrument Instrument { get; }

    public List<EngineEvent> Events { get; }

    public static Imported From(string path, CsvLayout layout, Func<ImportOptions, ImportOptions>? change = null, string symbol = "ANY", DateOnly? date = null)
    {
        ScaleProbeResult probe = ScaleProbe.Run(path, layout, date);
        var instrument = new Instrument
        {
            Id = new InstrumentId(7),
            Symbol = symbol,
            Venue = "TEST",
            Base = Currency.Parse("B"),
            Quote = Currency.Parse("Q"),
            PriceScale = probe.PriceScale,
            QuantityScale = probe.QuantityScale,
            TickSize = new PriceOffset(1),
            LotSize = new Quantity(1),
        };
        var options = new ImportOptions { Instrument = instrument, Date = date };
        using CsvSource source = CsvSource.Open(path, layout, change?.Invoke(options) ?? options);
        var events = new List<EngineEvent>();
        EngineEvent next = default;
        while (source.TryRead(ref next)) { events.Add(next); }
        Assert.Equal(source.Counts.Rows, source.Counts.Events + source.Counts.LeftOut);
        Assert.Equal(probe.Rows, source.Counts.Rows);
        return new Imported(probe, source.Counts, instrument, events);
    }

    /// <summary>The layout that the file's own header names.</summary>
    public static CsvLayout Detect(string path)
    {
        Assert.True(CsvLayouts.TryDetectFile(path, null, out CsvLayout? layout), $"no layout has the header of {path}");
        return layout;
    }

    public decimal Price(Price price) => Unscale(price.Raw, Instrument.PriceScale);

    public decimal Quantity(Quantity quantity) => Unscale(quantity.Raw, Instrument.QuantityScale);

    // By way of text: shares nothing with the parser under test.
    private static decimal Unscale(long raw, int scale) =>
        decimal.Parse(raw.ToString(CultureInfo.InvariantCulture) + "E-" + scale.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}

using System.Text.Json;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal;

/// <summary>The manifest as text: indented JSON whose last field is the SHA-256 of every byte before that field.</summary>
internal static class ManifestJson
{
    public static byte[] Format(JournalManifest manifest)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("formatVersion", manifest.FormatVersion);
            json.WriteNumber("engineSemantics", manifest.EngineSemantics);
            json.WriteString("programVersion", manifest.ProgramVersion);
            json.WriteString("journalId", manifest.JournalId);
            json.WriteNumber("epoch", manifest.Epoch);
            json.WriteNumber("createdAt", manifest.CreatedAt.Nanoseconds);
            json.WriteStartArray("instruments");
            foreach (Instrument instrument in manifest.Instruments.All) { Write(json, instrument); }
            json.WriteEndArray();
            json.WriteStartArray("barSpecs");
            foreach (BarSpec spec in manifest.BarSpecs) { json.WriteStringValue(spec.ToString()); }
            json.WriteEndArray();
            json.WriteString("configurationHash", manifest.ConfigurationHash);
            json.WritePropertyName("configuration");
            manifest.Configuration.WriteTo(json);
            json.WriteEndObject();
        }

        return ChecksummedJson.Seal(buffer);
    }

    public static JournalManifest Parse(byte[] file, string path)
    {
        using JsonDocument document = ChecksummedJson.Parse(file, path);
        try { return Parse(file, path, document); }
        catch (InvalidOperationException error) { throw new JournalFormatException(path, null, $"not valid text: {error.Message}", error); }   // Half a surrogate pair.
    }

    private static JournalManifest Parse(byte[] file, string path, JsonDocument document)
    {
        var root = new ManifestReader(path, "", document.RootElement);
        int version = root.Int32("formatVersion");
        if (version != JournalFormat.Version)
        {
            throw root.Error("formatVersion", $"version {version}, this program reads {JournalFormat.Version}. Use the program that wrote it.");
        }

        var manifest = new JournalManifest
        {
            FormatVersion = version,
            EngineSemantics = root.Int32("engineSemantics"),
            ProgramVersion = root.Text("programVersion"),
            JournalId = root.Text("journalId"),
            Epoch = root.Int32("epoch"),
            CreatedAt = new Timestamp(root.Int64("createdAt")),
            Instruments = ReadInstruments(root),
            BarSpecs = [.. root.Items("barSpecs").Select(item => item.Parse(BarSpec.Parse))],
            Configuration = root.Element("configuration").Clone(),
        };
        try { manifest.Validated(); }
        catch (ArgumentException error) { throw new JournalFormatException(path, null, error.Message, error); }

        if (root.Text("configurationHash") != manifest.ConfigurationHash) { throw root.Error("configurationHash", "it is not the hash of the configuration in the file."); }
        ChecksummedJson.Check(file, root);
        return manifest;
    }

    private static void Write(Utf8JsonWriter json, Instrument instrument)
    {
        json.WriteStartObject();
        json.WriteNumber("id", instrument.Id.Value);
        json.WriteString("symbol", instrument.Symbol);
        json.WriteString("venue", instrument.Venue);
        json.WriteString("base", instrument.Base.ToString());
        json.WriteString("quote", instrument.Quote.ToString());
        json.WriteNumber("priceScale", instrument.PriceScale);
        json.WriteNumber("quantityScale", instrument.QuantityScale);
        json.WriteNumber("tickSize", instrument.TickSize.Raw);
        json.WriteNumber("lotSize", instrument.LotSize.Raw);
        json.WriteNumber("makerFee", instrument.MakerFee.Raw);
        json.WriteNumber("takerFee", instrument.TakerFee.Raw);
        InstrumentRulesJson.Write(json, instrument);
        json.WriteEndObject();
    }

    private static InstrumentTable ReadInstruments(ManifestReader root)
    {
        List<Instrument> instruments = [.. root.Items("instruments").Select(ReadInstrument)];
        try { return new InstrumentTable(instruments); }
        catch (ArgumentException error) { throw root.Error("instruments", error.Message); }
    }

    private static Instrument ReadInstrument(ManifestReader item) => InstrumentRulesJson.Read(item, new Instrument
    {
        Id = new InstrumentId(item.Int32("id")),
        Symbol = item.Text("symbol"),
        Venue = item.Text("venue"),
        Base = item.Currency("base"),
        Quote = item.Currency("quote"),
        PriceScale = item.Int32("priceScale"),
        QuantityScale = item.Int32("quantityScale"),
        TickSize = new PriceOffset(item.Int64("tickSize")),
        LotSize = new Quantity(item.Int64("lotSize")),
        MakerFee = new FeeRate(item.Int32("makerFee")),
        TakerFee = new FeeRate(item.Int32("takerFee")),
    });
}

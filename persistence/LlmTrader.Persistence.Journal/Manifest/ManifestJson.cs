using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Journal;

/// <summary>The manifest as text: indented JSON whose last field is the SHA-256 of every byte before that field.</summary>
internal static class ManifestJson
{
    private const string ChecksumField = "checksum";

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

        // The writer can't hash what it has not written yet: its closing "\n}" makes way for the last field.
        string body = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length - 2);
        return Encoding.UTF8.GetBytes(body + Tail(Encoding.UTF8.GetBytes(body)));
    }

    public static JournalManifest Parse(byte[] file, string path)
    {
        using JsonDocument document = ParseDocument(file, path);
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
        CheckChecksum(file, root);
        return manifest;
    }

    private static JsonDocument ParseDocument(byte[] file, string path)
    {
        if (!Utf8.IsValid(file)) { throw new JournalFormatException(path, null, "not UTF-8."); }
        try { return JsonDocument.Parse(file); }
        catch (JsonException error) { throw new JournalFormatException(path, null, $"not JSON: {error.Message}", error); }
    }

    // Byte for byte: a flipped bit in white space, or in the checksum itself, is found as well.
    private static void CheckChecksum(byte[] file, ManifestReader root)
    {
        int tailLength = Encoding.UTF8.GetByteCount(Tail([]));
        string stored = root.Text(ChecksumField);
        int bodyLength = Math.Max(0, file.Length - tailLength);
        string expected = Tail(file.AsSpan(0, bodyLength));
        if (!file.AsSpan(bodyLength).SequenceEqual(Encoding.UTF8.GetBytes(expected)))
        {
            throw root.Error(ChecksumField, $"'{stored}' does not fit the file's content: the manifest was changed or damaged.");
        }
    }

    private static string Tail(ReadOnlySpan<byte> body) => $",\n  \"{ChecksumField}\": \"{Convert.ToHexStringLower(SHA256.HashData(body))}\"\n}}\n";

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

using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tests.Unit.Journal;

public sealed class JournalManifestTests : IDisposable
{
    private readonly TestJournal _journal = new();

    private string File => Path.Combine(_journal.Path, JournalDirectory.ManifestName);

    [Fact]
    public void A_manifest_reads_back_as_it_was()
    {
        JournalManifest written = TestJournal.Manifest();
        JournalManifest read = JournalDirectory.Open(_journal.Path).Manifest;
        Assert.Equal(written.Instruments.All.ToArray(), read.Instruments.All.ToArray());
        Assert.Equal(written.BarSpecs, read.BarSpecs);
        Assert.Equal(
            (written.FormatVersion, written.EngineSemantics, written.ProgramVersion, written.JournalId, written.Epoch, written.CreatedAt, written.ConfigurationHash),
            (read.FormatVersion, read.EngineSemantics, read.ProgramVersion, read.JournalId, read.Epoch, read.CreatedAt, read.ConfigurationHash));
        Assert.Equal("1.50", read.Configuration.GetProperty("risk").GetProperty("rate").GetRawText());
        Assert.Empty(Directory.GetFiles(_journal.Path, "*.tmp"));
    }

    [Fact]
    public void What_only_some_instruments_have_reads_back_too()
    {
        Instrument plain = TestJournal.Manifest().Instruments.All[0];
        Instrument written = plain with
        {
            Kind = InstrumentKind.LinearPerpetual,
            MinQuantity = new Quantity(1),
            MaxQuantity = new Quantity(2),
            MaxMarketQuantity = new Quantity(3),
            MinNotionalRaw = 4,
            LiquidationFee = new FeeRate(5),
            MarginTiers = [new MarginTier(100, 10_000_000, 5_000_000, 0), new MarginTier(200, 20_000_000, 6_000_000, 7)],
            FeeTiers = [new FeeTier(8, new FeeRate(-9), new FeeRate(10))],
        };
        using TestJournal journal = new(TestJournal.Manifest() with { Instruments = new InstrumentTable([written]) });
        Instrument read = JournalDirectory.Open(journal.Path).Manifest.Instruments.All[0];
        Assert.Equal(written.MarginTiers, read.MarginTiers);
        Assert.Equal(written.FeeTiers, read.FeeTiers);
        Assert.Equal(written with { MarginTiers = [], FeeTiers = [] }, read with { MarginTiers = [], FeeTiers = [] });
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        byte[] original = System.IO.File.ReadAllBytes(File);
        byte[] bytes = [.. original];
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            System.IO.File.WriteAllBytes(File, bytes);
            JournalFormatException error = Assert.Throws<JournalFormatException>(() => JournalDirectory.Open(_journal.Path));
            Assert.Equal(File, error.File);
            bytes[bit / 8] = original[bit / 8];
        }
    }

    [Fact]
    public void Every_truncation_is_found()
    {
        byte[] original = System.IO.File.ReadAllBytes(File);
        for (int length = 0; length < original.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, original[..length]);
            Assert.Throws<JournalFormatException>(() => JournalDirectory.Open(_journal.Path));
        }
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "formatVersion")]
    [InlineData("\"epoch\": 1", "\"epoch\": \"1\"", "epoch")]
    [InlineData("\"createdAt\"", "\"madeAt\"", "createdAt")]
    [InlineData("\"priceScale\": 2", "\"priceScale\": 2.5", "instruments[0].priceScale")]
    [InlineData("\"quote\": \"USDT\"", "\"quote\": \"usdt\"", "instruments[0].quote")]
    [InlineData("\"id\": 1", "\"id\": 2", "instruments")]
    [InlineData("\"500t\"", "\"7x\"", "barSpecs[1]")]
    [InlineData("\"maxOpenOrders\": 10", "\"maxOpenOrders\": 11", "configurationHash")]
    [InlineData("0.1.0-test", "0.1.1-test", "checksum")]
    public void An_error_names_file_and_field(string text, string replacement, string field)
    {
        string json = Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(File));
        int at = json.IndexOf(text, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, json[..at] + replacement + json[(at + text.Length)..]);
        JournalFormatException error = Assert.Throws<JournalFormatException>(() => JournalDirectory.Open(_journal.Path));
        Assert.Equal((File, field), (error.File, error.Field));
        Assert.Contains(field, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Abc")]
    [InlineData("a-b")]
    [InlineData("abcdefghijklm")]
    public void A_journal_id_is_short_and_plain(string id)
    {
        string path = Path.Combine(_journal.Path, "other");
        Assert.Contains("JournalId", Assert.Throws<ArgumentException>(() => JournalDirectory.Create(path, TestJournal.Manifest() with { JournalId = id })).Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(Path.Combine(path, JournalDirectory.ManifestName)));
    }

    [Fact]
    public void A_directory_without_a_manifest_is_no_journal()
    {
        JournalIOException error = Assert.Throws<JournalIOException>(() => JournalDirectory.Open(Path.Combine(_journal.Path, "nowhere")));
        Assert.Equal(Errno.ENOENT, error.Errno);
    }

    public void Dispose() => _journal.Dispose();
}

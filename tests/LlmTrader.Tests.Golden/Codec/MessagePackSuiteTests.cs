using System.Globalization;
using System.Text.Json;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Golden.Codec;

/// <summary>The public MessagePack test suite (kawanet/msgpack-test-suite): each value with all its legal encodings.</summary>
public sealed class MessagePackSuiteTests
{
    private const int Cases = 85;

    [SkippableFact]
    public void Every_listed_encoding_decodes_to_the_value_and_is_skipped_whole()
    {
        int encodings = 0;
        int cases = ForEachCase((name, test) =>
        {
            foreach (string hex in Encodings(test))
            {
                encodings++;
                byte[] bytes = Convert.FromHexString(hex);
                var reader = new MessagePackReader(bytes);
                AssertReads(ref reader, test, $"{name}, {hex}");
                Assert.True(reader.IsAtEnd, $"{name}, {hex}: {reader.Remaining} bytes left");

                reader = new MessagePackReader(bytes);
                reader.Skip();
                Assert.True(reader.IsAtEnd, $"{name}, {hex}: Skip left {reader.Remaining} bytes");
            }
        });
        Assert.Equal(Cases, cases);
        Assert.True(encodings > 2 * Cases, $"only {encodings} encodings were met");
    }

    [SkippableFact]
    public void The_writer_gives_one_of_the_listed_encodings_and_none_is_shorter()
    {
        int cases = ForEachCase((name, test) =>
        {
            var writer = new MessagePackWriter(new byte[1024]);
            WriteCase(ref writer, test);
            string written = Convert.ToHexString(writer.WrittenSpan);
            string[] listed = Encodings(test).ToArray();
            Assert.True(listed.Contains(written), $"{name}: {written} is not one of {string.Join(", ", listed)}");

            // Float32 forms aside: an integer stays an integer, and a double is never narrowed.
            IEnumerable<string> rivals = listed.Where(hex => !hex.StartsWith("CA", StringComparison.Ordinal));
            Assert.True(rivals.All(hex => hex.Length >= written.Length), $"{name}: {written} is not the shortest");
        });
        Assert.Equal(Cases, cases);
    }

    [SkippableFact]
    public void Every_encoding_cut_short_is_refused()
    {
        ForEachCase((name, test) =>
        {
            foreach (string hex in Encodings(test))
            {
                byte[] bytes = Convert.FromHexString(hex);
                for (int length = 0; length < bytes.Length; length++)
                {
                    byte[] cut = bytes[..length];
                    Assert.Throws<MessagePackException>(() =>
                    {
                        var reader = new MessagePackReader(cut);
                        reader.Skip();
                    });
                }
            }
        });
    }

    private static int ForEachCase(Action<string, JsonElement> check)
    {
        using JsonDocument suite = JsonDocument.Parse(File.ReadAllBytes(CodecVectors.PathOf("msgpack-test-suite.json")));
        int cases = 0;
        foreach (JsonProperty group in suite.RootElement.EnumerateObject())
        {
            foreach (JsonElement test in group.Value.EnumerateArray())
            {
                check($"{group.Name} #{cases}", test);
                cases++;
            }
        }

        return cases;
    }

    private static IEnumerable<string> Encodings(JsonElement test) =>
        test.GetProperty("msgpack").EnumerateArray().Select(encoding => Hex(encoding.GetString()!));

    private static string Hex(string dashed) => dashed.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    private static byte[] Bytes(JsonElement dashed) => Convert.FromHexString(Hex(dashed.GetString()!));

    private static void AssertReads(ref MessagePackReader reader, JsonElement test, string where)
    {
        JsonProperty value = test.EnumerateObject().First(property => property.Name != "msgpack");
        switch (value.Name)
        {
            case "nil": reader.ReadNil(); break;
            case "bool": Assert.True(value.Value.GetBoolean() == reader.ReadBoolean(), where); break;
            case "binary": Assert.True(reader.ReadBinary().SequenceEqual(Bytes(value.Value)), where); break;
            case "number": AssertReadsNumber(ref reader, Number(test), where); break;
            case "bignum": AssertReadsNumber(ref reader, Number(test), where); break;
            case "string" or "array" or "map": AssertReadsJson(ref reader, value.Value, where); break;
            case "timestamp":
                MessagePackTimestamp expected = Timestamp(value.Value);
                Assert.True(expected == reader.ReadTimestamp(), where);
                break;
            case "ext":
                ReadOnlySpan<byte> data = reader.ReadExtension(out sbyte type);
                Assert.True(type == value.Value[0].GetSByte() && data.SequenceEqual(Bytes(value.Value[1])), where);
                break;
            default: Assert.Fail($"{where}: unknown kind {value.Name}"); break;
        }
    }

    /// <summary>The number as text: "bignum" where there is one, because JSON numbers are read as doubles by many.</summary>
    private static string Number(JsonElement test) =>
        test.TryGetProperty("bignum", out JsonElement big) ? big.GetString()! : test.GetProperty("number").GetRawText();

    private static void AssertReadsNumber(ref MessagePackReader reader, string expected, string where)
    {
        if (reader.NextType == MessagePackType.Integer)
        {
            string found = expected.StartsWith('-')
                ? reader.ReadInt64().ToString(CultureInfo.InvariantCulture)
                : reader.ReadUInt64().ToString(CultureInfo.InvariantCulture);
            Assert.True(expected == found, $"{where}: {found} instead of {expected}");
        }
        else
        {
            double found = reader.ReadFloat64();
            Assert.True(double.Parse(expected, CultureInfo.InvariantCulture).Equals(found), $"{where}: {found} instead of {expected}");
        }
    }

    private static void AssertReadsJson(ref MessagePackReader reader, JsonElement expected, string where)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.String:
                Assert.True(expected.GetString() == reader.ReadString(), where);
                break;
            case JsonValueKind.Number:
                AssertReadsNumber(ref reader, expected.GetRawText(), where);
                break;
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == reader.ReadArrayHeader(), where);
                foreach (JsonElement item in expected.EnumerateArray()) { AssertReadsJson(ref reader, item, where); }
                break;
            case JsonValueKind.Object:
                JsonProperty[] pairs = expected.EnumerateObject().ToArray();
                Assert.True(pairs.Length == reader.ReadMapHeader(), where);
                foreach (JsonProperty pair in pairs)
                {
                    Assert.True(pair.Name == reader.ReadString(), where);
                    AssertReadsJson(ref reader, pair.Value, where);
                }

                break;
            default: Assert.Fail($"{where}: unknown JSON {expected.ValueKind}"); break;
        }
    }

    private static MessagePackTimestamp Timestamp(JsonElement pair) => new(pair[0].GetInt64(), pair[1].GetUInt32());

    private static void WriteCase(ref MessagePackWriter writer, JsonElement test)
    {
        JsonProperty value = test.EnumerateObject().First(property => property.Name != "msgpack");
        switch (value.Name)
        {
            case "nil": writer.WriteNil(); break;
            case "bool": writer.WriteBoolean(value.Value.GetBoolean()); break;
            case "binary": writer.WriteBinary(Bytes(value.Value)); break;
            case "number" or "bignum": WriteNumber(ref writer, Number(test)); break;
            case "timestamp": writer.WriteTimestamp(Timestamp(value.Value)); break;
            case "ext": writer.WriteExtension(value.Value[0].GetSByte(), Bytes(value.Value[1])); break;
            default: WriteJson(ref writer, value.Value); break;
        }
    }

    private static void WriteNumber(ref MessagePackWriter writer, string number)
    {
        if (ulong.TryParse(number, CultureInfo.InvariantCulture, out ulong unsigned)) { writer.WriteInteger(unsigned); }
        else if (long.TryParse(number, CultureInfo.InvariantCulture, out long signed)) { writer.WriteInteger(signed); }
        else { writer.WriteFloat64(double.Parse(number, CultureInfo.InvariantCulture)); }
    }

    private static void WriteJson(ref MessagePackWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String: writer.WriteString(value.GetString()); break;
            case JsonValueKind.Number: WriteNumber(ref writer, value.GetRawText()); break;
            case JsonValueKind.Array:
                writer.WriteArrayHeader(value.GetArrayLength());
                foreach (JsonElement item in value.EnumerateArray()) { WriteJson(ref writer, item); }
                break;
            case JsonValueKind.Object:
                JsonProperty[] pairs = value.EnumerateObject().ToArray();
                writer.WriteMapHeader(pairs.Length);
                foreach (JsonProperty pair in pairs)
                {
                    writer.WriteString(pair.Name);
                    WriteJson(ref writer, pair.Value);
                }

                break;
            default: Assert.Fail($"unknown JSON {value.ValueKind}"); break;
        }
    }
}

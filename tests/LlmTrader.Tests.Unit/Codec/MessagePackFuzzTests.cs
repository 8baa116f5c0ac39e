using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Unit.Codec;

/// <summary>Seeded values round the codec, and seeded damage against the reader.</summary>
public sealed class MessagePackFuzzTests
{
    private const int Seed = 20_240_817;

    [Fact]
    public void Integers_of_every_magnitude_come_back_in_every_read()
    {
        var random = new Random(Seed);
        byte[] buffer = new byte[9];
        for (int round = 0; round < 100_000; round++)
        {
            long value = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            var writer = new MessagePackWriter(buffer);
            writer.WriteInteger(value);
            var reader = new MessagePackReader(writer.WrittenSpan);
            Assert.True(value == reader.ReadInt64() && reader.IsAtEnd, $"seed {Seed}, round {round}, value {value}");
            if (value >= 0)
            {
                reader = new MessagePackReader(writer.WrittenSpan);
                Assert.True((ulong)value == reader.ReadUInt64(), $"seed {Seed}, round {round}, value {value}");
            }
        }
    }

    [Fact]
    public void Random_documents_come_back_value_by_value()
    {
        byte[] buffer = new byte[16 * 1024];
        for (int seed = Seed; seed < Seed + 2_000; seed++)
        {
            int length = WriteDocument(buffer, seed);
            var reader = new MessagePackReader(buffer.AsSpan(0, length));
            ReadDocument(ref reader, seed);
            Assert.True(reader.IsAtEnd, $"seed {seed}: {reader.Remaining} bytes left");

            reader = new MessagePackReader(buffer.AsSpan(0, length));
            reader.Skip();
            Assert.True(reader.IsAtEnd, $"seed {seed}: Skip left {reader.Remaining} bytes");
        }
    }

    [Fact]
    public void Damaged_documents_end_in_a_value_or_a_clear_error()
    {
        var random = new Random(Seed);
        byte[] buffer = new byte[16 * 1024];
        int refused = 0;
        int accepted = 0;
        for (int round = 0; round < 50_000; round++)
        {
            int length = WriteDocument(buffer, round);
            for (int hits = random.Next(1, 5); hits > 0; hits--)
            {
                buffer[random.Next(length)] = (byte)random.Next(256);
            }

            Span<byte> damaged = buffer.AsSpan(0, random.Next(length + 1));
            if (Survives(damaged, round)) { accepted++; }
            else { refused++; }
        }

        // Both ends must have been reached, or the damage proves nothing.
        Assert.InRange(refused, 1_000, 49_000);
        Assert.InRange(accepted, 1_000, 49_000);
    }

    /// <summary>Skips and, separately, reads all values; true when no error was met. Anything but the codec's own error fails.</summary>
    private static bool Survives(ReadOnlySpan<byte> data, int round)
    {
        bool skipped = true;
        try
        {
            var reader = new MessagePackReader(data);
            while (!reader.IsAtEnd)
            {
                int before = reader.Offset;
                reader.Skip();
                Assert.True(reader.Offset > before, $"seed {Seed}, round {round}: Skip stood still at {before}");
            }
        }
        catch (MessagePackException)
        {
            skipped = false;
        }

        try
        {
            var reader = new MessagePackReader(data);
            while (!reader.IsAtEnd) { ReadAny(ref reader); }
            return skipped;
        }
        catch (MessagePackException)
        {
            return false;
        }
    }

    private static void ReadAny(ref MessagePackReader reader)
    {
        switch (reader.NextType)
        {
            case MessagePackType.Nil: reader.ReadNil(); break;
            case MessagePackType.Boolean: reader.ReadBoolean(); break;
            case MessagePackType.Integer: reader.ReadInt64(); break;
            case MessagePackType.Float32 or MessagePackType.Float64: reader.ReadFloat64(); break;
            case MessagePackType.String: reader.ReadString(); break;
            case MessagePackType.Binary: reader.ReadBinary(); break;
            case MessagePackType.Array: reader.ReadArrayHeader(); break;    // Its values are read as if they followed.
            case MessagePackType.Map: reader.ReadMapHeader(); break;
            case MessagePackType.Extension: reader.ReadExtension(out _); break;
            default: reader.Skip(); break;    // 0xC1: throws.
        }
    }

    private static int WriteDocument(byte[] buffer, int seed)
    {
        var random = new Random(seed);
        var writer = new MessagePackWriter(buffer);
        WriteValue(ref writer, random, 0);
        return writer.Position;
    }

    private static void WriteValue(ref MessagePackWriter writer, Random random, int depth)
    {
        int kind = depth == 0 ? 8 : random.Next(depth < 3 ? 10 : 8);
        switch (kind)
        {
            case 0: writer.WriteNil(); break;
            case 1: writer.WriteBoolean(random.Next(2) == 0); break;
            case 2: writer.WriteInteger(random.NextInt64() >> random.Next(64)); break;
            case 3: writer.WriteFloat32(random.NextSingle()); break;
            case 4: writer.WriteFloat64(random.NextDouble()); break;
            case 5: writer.WriteString(Text(random)); break;
            case 6: writer.WriteBinary(Bytes(random)); break;
            case 7: writer.WriteExtension((sbyte)random.Next(0, 128), Bytes(random)); break;
            case 8:
                int values = random.Next(1, 9);
                writer.WriteArrayHeader(values);
                for (int index = 0; index < values; index++) { WriteValue(ref writer, random, depth + 1); }
                break;
            default:
                int pairs = random.Next(5);
                writer.WriteMapHeader(pairs);
                for (int index = 0; index < 2 * pairs; index++) { WriteValue(ref writer, random, depth + 1); }
                break;
        }
    }

    private static void ReadDocument(ref MessagePackReader reader, int seed)
    {
        var random = new Random(seed);
        ReadValue(ref reader, random, 0, seed);
    }

    private static void ReadValue(ref MessagePackReader reader, Random random, int depth, int seed)
    {
        int kind = depth == 0 ? 8 : random.Next(depth < 3 ? 10 : 8);
        string where = $"seed {seed}, offset {reader.Offset}";
        switch (kind)
        {
            case 0: reader.ReadNil(); break;
            case 1: Assert.True(random.Next(2) == 0 == reader.ReadBoolean(), where); break;
            case 2: Assert.True(random.NextInt64() >> random.Next(64) == reader.ReadInt64(), where); break;
            case 3: Assert.True(random.NextSingle().Equals(reader.ReadFloat32()), where); break;
            case 4: Assert.True(random.NextDouble().Equals(reader.ReadFloat64()), where); break;
            case 5: Assert.True(Text(random) == reader.ReadString(), where); break;
            case 6: Assert.True(reader.ReadBinary().SequenceEqual(Bytes(random)), where); break;
            case 7:
                int type = random.Next(0, 128);
                Assert.True(reader.ReadExtension(out sbyte found).SequenceEqual(Bytes(random)) && type == found, where);
                break;
            case 8:
                int values = random.Next(1, 9);
                Assert.True(values == reader.ReadArrayHeader(), where);
                for (int index = 0; index < values; index++) { ReadValue(ref reader, random, depth + 1, seed); }
                break;
            default:
                int pairs = random.Next(5);
                Assert.True(pairs == reader.ReadMapHeader(), where);
                for (int index = 0; index < 2 * pairs; index++) { ReadValue(ref reader, random, depth + 1, seed); }
                break;
        }
    }

    private static string Text(Random random)
    {
        const string Alphabet = "aZ09 é漢\n";
        return new string(random.GetItems<char>(Alphabet, random.Next(40)));
    }

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[random.Next(20)];
        random.NextBytes(bytes);
        return bytes;
    }
}

using System.Text;
using LlmTrader.Persistence.Journal.Codec;

namespace LlmTrader.Tests.Unit.Codec;

public sealed class Crc32CTests
{
    private const int Seed = 3720;

    /// <summary>RFC 3720, B.4, and the check value of the CRC catalogue.</summary>
    public static TheoryData<byte[], uint> Known => new()
    {
        { [], 0 },
        { Encoding.ASCII.GetBytes("123456789"), 0xE3069283 },
        { new byte[32], 0x8A9136AA },
        { Enumerable.Repeat((byte)0xFF, 32).ToArray(), 0x62A8AB43 },
        { Enumerable.Range(0, 32).Select(value => (byte)value).ToArray(), 0x46DD794E },
        { Enumerable.Range(0, 32).Select(value => (byte)(31 - value)).ToArray(), 0x113FDB5C },
        { Convert.FromHexString("01C000000000000000000000000000001400000000000400000000140000001828000000000000000200000000000000"), 0xD9963A56 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Known_vectors(byte[] data, uint expected)
    {
        Assert.Equal(expected, Crc32C.Compute(data));
        Assert.Equal(expected, Crc32C.AppendByTable(0, data));
    }

    [Fact]
    public void The_instruction_and_the_table_agree_at_every_length_and_alignment()
    {
        byte[] data = new byte[4096];
        var random = new Random(Seed);
        random.NextBytes(data);
        for (int round = 0; round < 5_000; round++)
        {
            int start = random.Next(64);
            int length = random.Next(random.Next(2) == 0 ? 40 : data.Length - 64);
            uint before = (uint)random.NextInt64(0, 1L << 32);
            ReadOnlySpan<byte> part = data.AsSpan(start, length);
            Assert.True(Crc32C.Append(before, part) == Crc32C.AppendByTable(before, part), $"seed {Seed}, round {round}");
        }
    }

    [Fact]
    public void Parts_give_the_checksum_of_the_whole()
    {
        byte[] data = new byte[1000];
        new Random(Seed).NextBytes(data);
        uint whole = Crc32C.Compute(data);
        for (int cut = 0; cut <= data.Length; cut++)
        {
            Assert.Equal(whole, Crc32C.Append(Crc32C.Compute(data.AsSpan(0, cut)), data.AsSpan(cut)));
        }
    }

    [Fact]
    public void Every_single_flipped_bit_changes_the_checksum()
    {
        byte[] data = new byte[200];
        new Random(Seed).NextBytes(data);
        uint whole = Crc32C.Compute(data);
        for (int bit = 0; bit < 8 * data.Length; bit++)
        {
            data[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(whole, Crc32C.Compute(data));
            data[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }
}

namespace LlmTrader.Tests.Support.Loopback;

/// <summary>Damaged messages.</summary>
internal static class Mutations
{
    private static ReadOnlySpan<byte> Signs => "{}[]\",:0.-9eE\\n"u8;

    /// <summary>A message that no client can take for a good one: cut short, noise, or broken in its structure.</summary>
    public static byte[] Garbage(byte[] frame, Random random)
    {
        switch (random.Next(4))
        {
            case 0: return frame[..random.Next(1, frame.Length)];
            case 1:
                byte[] noise = new byte[random.Next(1, 300)];
                random.NextBytes(noise);
                for (int i = 0; i < noise.Length; i++) { noise[i] = (byte)(' ' + (noise[i] % 95)); }   // The socket itself refuses text that is no UTF-8.
                noise[0] = (byte)'#';
                return noise;
            case 2: return "{\"e\":\"24hrMiniTicker\",\"E\":1,\"s\":\"BTCUSDT\",\"c\":\"1\"}"u8.ToArray();
            default: return [.. frame, (byte)'}'];
        }
    }

    /// <summary>Some bytes changed, taken out, doubled or swapped: what comes out may even be good.</summary>
    public static byte[] Mutate(byte[] frame, Random random)
    {
        List<byte> bytes = [.. frame];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Count > 1; changes--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = Signs[random.Next(Signs.Length)]; break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes.Insert(at, Signs[random.Next(Signs.Length)]); break;
                case 4: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                default: bytes.InsertRange(at, bytes.Slice(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
            }
        }

        return [.. bytes];
    }
}

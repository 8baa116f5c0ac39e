using LlmTrader.Tests.Support;

namespace LlmTrader.Tests.Golden.Codec;

/// <summary>The public test vectors of the codecs.</summary>
internal static class CodecVectors
{
    /// <summary>The path of a file of the set; skips the test, with the reason, where the data is absent.</summary>
    public static string PathOf(string name) => SharedData.Find("codec-vectors", name);
}

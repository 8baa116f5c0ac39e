using System.Globalization;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>What a start found, as the engine process tells it.</summary>
/// <param name="Epoch">The epoch that it writes.</param>
/// <param name="NextSequence">Where the journal goes on.</param>
/// <param name="Hash">The StateHash there.</param>
/// <param name="State">A digest of the whole state.</param>
/// <param name="Snapshot">The sequence of the snapshot that it began with; −1 is none.</param>
/// <param name="PassedOver">Newer snapshots that it could not take.</param>
internal sealed record CrashRecovered(int Epoch, long NextSequence, string Hash, string State, long Snapshot, int PassedOver)
{
    public const string Word = "RECOVERED";

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Word} {Epoch} {NextSequence} {Hash} {State} {Snapshot} {PassedOver}");

    public static CrashRecovered Parse(string[] words) => new((int)Number(words[1]), Number(words[2]), words[3], words[4], Number(words[5]), (int)Number(words[6]));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

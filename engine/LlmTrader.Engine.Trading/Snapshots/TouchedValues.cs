using LlmTrader.Engine.Core;

namespace LlmTrader.Engine.Trading;

/// <summary>Takes a table into a snapshot of which most entries have never been written: one entry for each that has.</summary>
internal static class TouchedValues
{
    /// <summary>Saves or loads the values that are not the default; loading clears the others.</summary>
    public static void Touched<T>(this ISnapshotTransfer transfer, T[] values) where T : unmanaged, IEquatable<T>
    {
        int[] places = [.. Enumerable.Range(0, transfer.IsLoading ? 0 : values.Length).Where(place => !values[place].Equals(default))];
        Array.Resize(ref places, transfer.Count(places.Length, values.Length));
        transfer.Values(places.AsSpan());
        if (transfer.IsLoading) { Array.Clear(values); }
        foreach (int place in places) { transfer.Value(ref values[place]); }
    }
}

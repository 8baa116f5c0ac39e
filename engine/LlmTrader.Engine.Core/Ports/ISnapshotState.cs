namespace LlmTrader.Engine.Core;

/// <summary>
/// State that a snapshot carries. One method saves and loads, field by field in a fixed order, so that the two can't
/// differ. What follows from the configuration (capacities, tables, wiring) is not state: the object that loads was made
/// from the same configuration as the one that saved.
/// </summary>
public interface ISnapshotState
{
    /// <summary>Saves, or loads; called between two events, never during one.</summary>
    void Transfer(ISnapshotTransfer transfer);
}

/// <summary>
/// Where state goes to, or comes from. What is saved is the same to the byte for the same state. Loading checks every
/// length and limit before it takes a value; a failure leaves state that must be thrown away.
/// </summary>
public interface ISnapshotTransfer
{
    /// <summary>Whether values are taken from the stream; otherwise they are put into it.</summary>
    bool IsLoading { get; }

    /// <summary>Names what follows: what was saved by another order of fields fails here, by name.</summary>
    void Section(string name);

    /// <summary>A number, an enum or a struct of such. Padding between the fields of a struct is not part of it.</summary>
    void Value<T>(ref T value) where T : unmanaged;

    /// <summary>Values whose count follows from the configuration; another count fails.</summary>
    void Values<T>(Span<T> values) where T : unmanaged;

    /// <summary>A count that is part of the state, 0 to <paramref name="most"/>: returns the one to go on with.</summary>
    int Count(int count, int most);

    /// <summary>Text, or null.</summary>
    void Text(ref string? text);
}

/// <summary>What most states are made of.</summary>
public static class SnapshotTransferExtensions
{
    /// <summary>The state of a part.</summary>
    public static void Part(this ISnapshotTransfer transfer, ISnapshotState part)
    {
        ArgumentNullException.ThrowIfNull(part);
        part.Transfer(transfer);
    }

    /// <summary>The states of parts whose number follows from the configuration.</summary>
    public static void Parts<T>(this ISnapshotTransfer transfer, ReadOnlySpan<T> parts) where T : ISnapshotState
    {
        ArgumentNullException.ThrowIfNull(transfer);
        transfer.Section(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{parts.Length} parts"));   // Another number fails by name.
        foreach (T part in parts) { part.Transfer(transfer); }
    }

    /// <summary>The used part of a preallocated array. What lies behind it is cleared when it is loaded.</summary>
    public static void Used<T>(this ISnapshotTransfer transfer, T[] array, ref int count) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(transfer);
        ArgumentNullException.ThrowIfNull(array);
        count = transfer.Count(count, array.Length);
        transfer.Values(array.AsSpan(0, count));
        if (transfer.IsLoading) { array.AsSpan(count).Clear(); }
    }

    /// <summary>As <see cref="Used"/>, of an array that grows: it is made large enough when it is loaded.</summary>
    /// <param name="transfer">The snapshot.</param>
    /// <param name="array">The array; another one where this is too short.</param>
    /// <param name="count">How much of it is used.</param>
    /// <param name="most">The count at which the snapshot is not believed any more.</param>
    public static void Grown<T>(this ISnapshotTransfer transfer, ref T[] array, ref int count, int most) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(transfer);
        ArgumentNullException.ThrowIfNull(array);
        count = transfer.Count(count, most);
        if (count > array.Length) { Array.Resize(ref array, count); }
        transfer.Used(array, ref count);
    }
}

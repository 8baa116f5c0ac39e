using System.Buffers;

namespace LlmTrader.Persistence.QuestDb;

/// <summary>What QuestDB lets tables and columns be called.</summary>
internal static class IlpName
{
    private const int MaxLength = 127;
    private const string Control = "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000b\u000c\r\n\u000e\u000f\u007f\ufeff";
    private static readonly SearchValues<char> NotInTable = SearchValues.Create("?,'\"\\/:)(+*%~" + Control);
    private static readonly SearchValues<char> NotInColumn = SearchValues.Create("?.,'\"\\/:)(+-*%~" + Control);

    /// <exception cref="ArgumentException">No table can be called so.</exception>
    public static void RequireTable(string name)
    {
        Require("table", name, NotInTable);
        if (name[0] == '.' || name[^1] == '.' || name.Contains("..", StringComparison.Ordinal)) { throw new ArgumentException($"'{name}' is not a table's name: a dot stands alone, in the middle."); }
    }

    /// <exception cref="ArgumentException">No column can be called so.</exception>
    public static void RequireColumn(string name) => Require("column", name, NotInColumn);

    private static void Require(string kind, string name, SearchValues<char> forbidden)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > MaxLength) { throw new ArgumentException($"'{name}' is not a {kind}'s name: 1 to {MaxLength} characters are expected."); }
        int at = name.AsSpan().IndexOfAny(forbidden);
        if (at >= 0) { throw new ArgumentException($"'{name}' is not a {kind}'s name: the character U+{(int)name[at]:X4} at {at} is not allowed."); }
    }
}

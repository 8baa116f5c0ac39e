using System.Globalization;

namespace LlmTrader.Perf.Micro.Budgets;

/// <summary>The pinned budgets: a CSV file with a line for each benchmark.</summary>
internal static class BudgetFile
{
    /// <summary>Its first line.</summary>
    public const string Header = "name,bytes,ratio";

    /// <summary>The file that lies beside the program.</summary>
    public static string Pinned => Path.Combine(AppContext.BaseDirectory, "budgets.csv");

    /// <summary>The budgets by name.</summary>
    /// <exception cref="InvalidDataException">A line is no budget; the message names file, line and field.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static IReadOnlyDictionary<string, Budget> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Dictionary<string, Budget> budgets = new(StringComparer.Ordinal);
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header) { throw new InvalidDataException($"{path} line 1: expected the header {Header}."); }
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) { continue; }
            Budget budget = Parse(lines[i], $"{path} line {i + 1}");
            if (!budgets.TryAdd(budget.Name, budget)) { throw new InvalidDataException($"{path} line {i + 1}, name: {budget.Name} has a budget already."); }
        }

        return budgets;
    }

    private static Budget Parse(string line, string where)
    {
        string[] fields = line.Split(',');
        if (fields.Length != 3) { throw new InvalidDataException($"{where}: expected {Header}, found '{line}'."); }
        if (fields[0].Length == 0) { throw new InvalidDataException($"{where}, name: empty."); }
        if (!long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)) { throw new InvalidDataException($"{where}, bytes: '{fields[1]}' is not a whole number from 0."); }
        bool isRatio = double.TryParse(fields[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double ratio) && ratio > 0;
        return isRatio ? new Budget(fields[0], bytes, ratio) : throw new InvalidDataException($"{where}, ratio: '{fields[2]}' is not a number above 0.");
    }
}

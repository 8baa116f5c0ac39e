namespace LlmTrader.Persistence.Projection;

/// <summary>
/// What a table must hold, as sums that a database can make of its own rows: the count, for each symbol how often it is there,
/// and for each whole number the sum of its remainders by <see cref="Modulus"/>, which no table is long enough to overflow.
/// </summary>
public sealed class ColumnSums(ProjectionTable table)
{
    /// <summary>A prime above a million: two numbers that differ in any digit nearly always differ by it too.</summary>
    public const long Modulus = 1_000_003;

    private readonly long[] _sums = new long[ProjectionSchema.ColumnsOf(table).Count];

    public long Rows { get; private set; }

    /// <summary>In the order of the table's columns; 0 for a fraction, whose raw integer lies beside it.</summary>
    public IReadOnlyList<long> Sums => _sums;

    public void Add(in ProjectionRow row, ProjectionNames names)
    {
        Rows++;
        Writer writer = new(_sums);
        ProjectionColumns.Write(in row, names, ref writer);
    }

    /// <summary>Sums in one word of 16 hex digits (FNV-1a over their numbers), for people to compare.</summary>
    public static string Checksum(IEnumerable<long> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        ulong hash = 14_695_981_039_346_656_037;
        foreach (long sum in sums)
        {
            for (int shift = 0; shift < 64; shift += 8) { hash = (hash ^ (byte)(sum >> shift)) * 1_099_511_628_211; }
        }

        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    private struct Writer(long[] sums) : IProjectionRowWriter
    {
        private int _column;

        public void WriteSymbol(ProjectionColumn column, ProjectionSymbol? value) => sums[_column++] += value is null ? 0 : 1;

        public void WriteWhole(ProjectionColumn column, long? value) => sums[_column++] += (value ?? 0) % Modulus;

        public void WriteFraction(ProjectionColumn column, long? raw, int scale) => _column++;
    }
}

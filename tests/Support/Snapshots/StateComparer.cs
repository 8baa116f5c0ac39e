using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LlmTrader.Tests.Support;

/// <summary>
/// Compares two objects by every field of everything that they reach, private ones included, and tells the path of each
/// difference. It finds the field that a snapshot forgot: nobody can forget to list it here.
/// </summary>
internal static class StateComparer
{
    /// <summary>The paths at which the two differ, at most a hundred.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other, of the same type.</param>
    /// <param name="ignore">
    /// Fields ("Type.field") that are no state, each named by the test with its reason; "Type.array[count..]" ignores of an array what
    /// lies behind the count that another field of the object holds.
    /// </param>
    public static IReadOnlyList<string> Differences(object left, object right, IReadOnlySet<string>? ignore = null)
    {
        Walk walk = new(ignore ?? new HashSet<string>());
        walk.Compare(left, right, left.GetType().Name);
        return walk.Found;
    }

    private sealed class Walk(IReadOnlySet<string> ignore)
    {
        private readonly HashSet<(object, object)> _seen = new(PairComparer.Instance);
        private readonly Stack<(object Left, object Right, string Path)> _open = new();

        public List<string> Found { get; } = [];

        // Iterative: linked structures are deeper than a stack.
        public void Compare(object? left, object? right, string path)
        {
            CompareValue(left, right, path);
            while (_open.Count > 0 && Found.Count < 100)
            {
                (object l, object r, string p) = _open.Pop();
                Open(l, r, p);
            }
        }

        private void CompareValue(object? left, object? right, string path)
        {
            if (left is null || right is null)
            {
                if (left is not null || right is not null) { Found.Add($"{path}: {left ?? "null"} | {right ?? "null"}"); }
                return;
            }

            Type type = left.GetType();
            if (type != right.GetType()) { Found.Add($"{path}: a {type.Name} | a {right.GetType().Name}"); }
            else if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal))
            {
                if (!left.Equals(right)) { Found.Add($"{path}: {left} | {right}"); }
            }
            else if (IsState(type) && (type.IsValueType || (!ReferenceEquals(left, right) && _seen.Add((left, right))))) { _open.Push((left, right, path)); }
        }

        private void Open(object left, object right, string path)
        {
            if (left is Array l && right is Array r)
            {
                if (l.Length != r.Length) { Found.Add($"{path}: {l.Length} elements | {r.Length} elements"); return; }
                if (l.GetType().GetElementType()!.IsPrimitive && Bytes(l).SequenceEqual(Bytes(r))) { return; }
                IEnumerator a = l.GetEnumerator();
                IEnumerator b = r.GetEnumerator();
                for (int i = 0; a.MoveNext() && b.MoveNext() && Found.Count < 100; i++) { CompareValue(a.Current, b.Current, $"{path}[{i}]"); }
                return;
            }

            for (Type? type = left.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    string name = Name(field);
                    if (field.FieldType.IsPointer || field.FieldType.IsByRefLike || ignore.Contains($"{Plain(type)}.{name}")) { continue; }
                    CompareValue(Used(left, type, name, field.GetValue(left)), Used(right, type, name, field.GetValue(right)), $"{path}.{name}");
                }
            }
        }

        private object? Used(object owner, Type type, string name, object? value)
        {
            string start = $"{Plain(type)}.{name}[";
            if (value is not Array array || ignore.FirstOrDefault(entry => entry.StartsWith(start, StringComparison.Ordinal)) is not { } entry) { return value; }
            string count = entry[start.Length..^"..]".Length];
            FieldInfo field = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single(field => Name(field) == count);
            Array used = Array.CreateInstance(array.GetType().GetElementType()!, (int)field.GetValue(owner)!);
            Array.Copy(array, used, used.Length);
            return used;
        }

        private static ReadOnlySpan<byte> Bytes(Array array) => MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

        // Wiring and machinery of the framework hold no state of ours.
        private static bool IsState(Type type) =>
            !typeof(Delegate).IsAssignableFrom(type) && !typeof(MemberInfo).IsAssignableFrom(type) && !IsIn(type, "System.Threading")
            && !IsIn(type, "System.Reflection") && !IsIn(type, "System.IO");

        private static bool IsIn(Type type, string name) => type.Namespace?.StartsWith(name, StringComparison.Ordinal) == true;

        private static string Plain(Type type) => type.Name.Split('`')[0];

        private static string Name(FieldInfo field) =>
            field.Name.StartsWith('<') && field.GetCustomAttribute<CompilerGeneratedAttribute>() is not null ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
    }

    private sealed class PairComparer : IEqualityComparer<(object Left, object Right)>
    {
        public static readonly PairComparer Instance = new();

        public bool Equals((object Left, object Right) x, (object Left, object Right) y) => ReferenceEquals(x.Left, y.Left) && ReferenceEquals(x.Right, y.Right);

        public int GetHashCode((object Left, object Right) pair) => HashCode.Combine(RuntimeHelpers.GetHashCode(pair.Left), RuntimeHelpers.GetHashCode(pair.Right));
    }
}

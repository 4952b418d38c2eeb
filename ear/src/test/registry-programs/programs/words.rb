# Counts words, adds structures up, raises and rescues.
words = Hash.new(0)
STDIN.each_line { |line| line.scan(/[[:alpha:]]+/) { |word| words[word.downcase] += 1 } }
words.sort_by { |word, count| [-count, word] }.first(12).each { |word, count| puts format("%-14s %3d", word, count) }

Point = Struct.new(:x, :y) do
  def +(other) = Point.new(x + other.x, y + other.y)
end
p((1..20).map { |i| Point.new(i, i * i) }.reduce(:+))

begin
  Integer("twelve")
rescue ArgumentError => e
  puts "#{e.class}: #{e.message}"
end

puts 2**200, ARGV.inspect, RUBY_VERSION
exit 3
